import type { LandingRow } from "../../core/ports.ts";
import type { MessageBatch } from "../../kafka/insert-queue.ts";
import type { KafkaMessage } from "../../kafka/topic-reader.ts";
import type { EncoderPool } from "./encoder-pool.ts";

/** What one partition gave to a batch. */
export interface BatchPart {
  readonly partition: number;
  readonly rows: number;
  /** Of the messages, as they came. */
  readonly bytes: number;
  readonly first_offset: number;
  readonly last_offset: number;
}

/** A batch as it is sent. The bytes are good until the promise of its write is settled. */
export interface EncodedBatch {
  readonly rows: Uint8Array;
  readonly parts: readonly BatchPart[];
}

/**
 * Batches whose messages are written into one buffer at once: kept as they came, a message costs several objects until
 * its insert is acknowledged, and collecting those costs more than copying. Buffers are used again.
 */
export function messageBatches(
  rowsOf: (message: KafkaMessage) => readonly LandingRow[],
  write: (batch: EncodedBatch) => Promise<void>,
  encoders: EncoderPool,
): () => MessageBatch {
  return () => {
    const encoder = encoders.take();
    const parts = new Map<number, BatchPart>();
    return {
      add: (message) => {
        const rows = rowsOf(message);
        for (const row of rows) encoder.add(row);
        addTo(parts, message, rows.length);
      },
      rows: encoder.rows,
      size_bytes: encoder.size_bytes,
      write: async () => {
        if (encoder.rows() > 0) await write({ rows: encoder.bytes(), parts: [...parts.values()] });
        encoders.give(encoder);
      },
    };
  };
}

/** Mutable only here: this runs once a message. */
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function addTo(parts: Map<number, Mutable<BatchPart>>, { partition, offset, value }: KafkaMessage, rows: number): void {
  const bytes = value?.length ?? 0;
  const part = parts.get(partition);
  if (part === undefined) {
    parts.set(partition, { partition, rows, bytes, first_offset: offset, last_offset: offset });
    return;
  }
  part.rows += rows;
  part.bytes += bytes;
  part.first_offset = Math.min(part.first_offset, offset);
  part.last_offset = Math.max(part.last_offset, offset);
}
