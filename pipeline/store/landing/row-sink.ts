import { rowOf } from "../../core/map-record.ts";
import type { LandingRecord } from "../../core/ports.ts";
import type { CertainTimes } from "./certain-event.ts";
import { fieldEncoder } from "./field-rows.ts";
import { NO_BYTES, rowEncoder } from "./row-binary.ts";

/** Mapped records as they travel to the store. */
export interface MappedRows {
  /** Events that come as fields. */
  readonly fields: Uint8Array;
  /** Rows that come as lines, each with its raw record. */
  readonly lines: Uint8Array;
  readonly line_count: number;
  /** Of both kinds. */
  readonly count: number;
}

/** Takes mapped records one by one, and rows as they are, or those that another one took. */
export interface RowSink {
  readonly add: (record: LandingRecord) => void;
  readonly append: (rows: MappedRows) => void;
  /** Views of what was taken. */
  readonly rows: () => MappedRows;
}

export interface SinkRooms {
  readonly fields?: Buffer;
  readonly lines?: Buffer;
}

/** What each row begins with. */
export interface RowHeaders {
  readonly fields: Buffer;
  readonly lines: Buffer;
}

const NO_HEADERS: RowHeaders = { fields: NO_BYTES, lines: NO_BYTES };

/** Both are written into their rooms, and into larger ones where those are full. */
export function rowSink(times: CertainTimes, rooms: SinkRooms = {}, headers = NO_HEADERS): RowSink {
  const fields = fieldEncoder(rooms.fields ?? NO_BYTES, times, headers.fields);
  const lines = rowEncoder(rooms.lines ?? NO_BYTES, headers.lines);
  let count = 0;
  return {
    add: (record) => {
      count += 1;
      if (!("result" in record)) lines.add(record);
      else if (!fields.add(record)) lines.add(rowOf(record));
    },
    append: (rows) => {
      count += rows.count;
      fields.append(rows.fields);
      lines.append(rows.lines, rows.line_count);
    },
    rows: () => ({ fields: fields.bytes(), lines: lines.bytes(), line_count: lines.rows(), count }),
  };
}
