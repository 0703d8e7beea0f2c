import type { EncodedRecords, LandingRecord } from "../../core/ports.ts";
import type { MessageBatch } from "../../kafka/insert-queue.ts";
import type { KafkaMessage } from "../../kafka/topic-reader.ts";
import type { RowSink } from "../../store/landing/row-sink.ts";

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
export interface EncodedBatch extends EncodedRecords {
  readonly parts: readonly BatchPart[];
}

export interface MessageBatchDeps {
  readonly recordsOf: (message: KafkaMessage) => readonly LandingRecord[];
  readonly write: (batch: EncodedBatch) => Promise<void>;
  readonly takeSink: () => RowSink;
  readonly giveSink: (sink: RowSink) => void;
}

/**
 * Batches whose messages are written into one buffer at once: kept as they came, a message costs several objects until
 * its insert is acknowledged, and collecting those costs more than copying. Buffers are used again.
 */
export function messageBatches({ recordsOf, write, takeSink, giveSink }: MessageBatchDeps): () => MessageBatch {
  return () => {
    const sink = takeSink();
    const parts = new Map<number, BatchPart>();
    return {
      add: (message) => {
        const records = recordsOf(message);
        for (const record of records) sink.add(record);
        addTo(parts, message, records.length);
      },
      rows: () => sink.rows().count,
      size_bytes: () => {
        const { fields, lines } = sink.rows();
        return fields.length + lines.length;
      },
      write: async () => {
        const { fields, lines, count } = sink.rows();
        if (count > 0) await write({ lines, fields, parts: [...parts.values()] });
        giveSink(sink);
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
