import type { CertainTimes } from "../../store/landing/certain-event.ts";
import { type RowSink, rowSink } from "../../store/landing/row-sink.ts";
import type { ImportBatch, ImportHeader } from "./import-batch.ts";
import type { Cursor } from "./import-cursor.ts";
import type { Mapping } from "./mapper.ts";

/**
 * A batch is full at this many records or bytes. An insert costs the server as much again as 10,000 records of it,
 * whatever its size (the plan, a part of each table, their merges), so that larger is better; and three are in memory.
 */
const BATCH_RECORDS = 50_000;
const BATCH_BYTES = 32 * 1024 * 1024;
/** What a batch has room for that is not full yet: mostly what one more view of a file becomes. */
const ROOM_BYTES = BATCH_BYTES + 4 * 1024 * 1024;

/** What one part of the inputs adds to a batch, and where to go on behind it. */
export interface BatchPart {
  readonly mapping: Mapping;
  readonly cursor: Cursor;
  readonly consumed_bytes: number;
}

/** The batch that is being put together. Its memory goes round: who has written a batch releases it. */
export interface BatchDraft {
  readonly add: (part: BatchPart) => Promise<void>;
  readonly isFull: () => boolean;
  readonly take: () => ImportBatch;
}

export function batchDraft(
  header: ImportHeader,
  times: () => CertainTimes,
  from: Cursor,
  batch_records = BATCH_RECORDS,
): BatchDraft {
  const spare: Buffer[] = [];
  let sink: RowSink | undefined;
  let reached = { cursor: from, consumed_bytes: 0 };

  const open = (): RowSink => rowSink(times(), { fields: spare.pop() ?? Buffer.allocUnsafeSlow(ROOM_BYTES) });
  return {
    add: async ({ mapping, cursor, consumed_bytes }) => {
      sink ??= open();
      await mapping(sink);
      reached = { cursor, consumed_bytes };
    },
    isFull: () => sink !== undefined && isFull(sink, batch_records),
    take: () => {
      const { fields, lines } = (sink ?? open()).rows();
      const { tenant, source, run_id } = header;
      sink = undefined;
      return {
        write: (landing) => landing.writeRows({ tenant, source, run_id, rows: { fields, lines } }),
        ...reached,
        release: () => spare.push(Buffer.from(fields.buffer)),
      };
    },
  };
}

function isFull(sink: RowSink, batch_records: number): boolean {
  const { count, fields, lines } = sink.rows();
  return count >= batch_records || fields.length + lines.length >= BATCH_BYTES;
}
