import type { LandingRow } from "../../core/ports.ts";
import { BATCH_BYTES } from "../../kafka/consume-topic.ts";
import type { MessageBatch } from "../../kafka/insert-queue.ts";
import type { KafkaMessage } from "../../kafka/topic-reader.ts";
import { type RowEncoder, rowEncoder } from "../../store/row-binary.ts";

/** A batch is full a little after this, at the end of a poll. */
const CAPACITY_BYTES = BATCH_BYTES + 1024 * 1024;

/**
 * Batches whose messages are written into one buffer at once: kept as they came, a message costs several objects until
 * its insert is acknowledged, and collecting those costs more than copying. Buffers are used again.
 */
export function messageBatches(
  rowsOf: (message: KafkaMessage) => readonly LandingRow[],
  write: (rows: Uint8Array) => Promise<void>,
): () => MessageBatch {
  const free: RowEncoder[] = [];
  return () => {
    const encoder = free.pop() ?? rowEncoder(CAPACITY_BYTES);
    return {
      add: (message) => {
        for (const row of rowsOf(message)) encoder.add(row);
      },
      rows: encoder.rows,
      size_bytes: encoder.size_bytes,
      write: async () => {
        if (encoder.rows() > 0) await write(encoder.bytes());
        encoder.clear();
        // One that had to grow for large messages is not kept.
        if (encoder.capacity_bytes() === CAPACITY_BYTES) free.push(encoder);
      },
    };
  };
}
