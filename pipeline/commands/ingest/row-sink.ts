import { type PlacedResult, rowOf } from "../../core/map-record.ts";
import type { LandingRow } from "../../core/ports.ts";
import type { CertainTimes } from "../../store/landing/certain-event.ts";
import { fieldEncoder } from "../../store/landing/field-rows.ts";
import { rowEncoder } from "../../store/landing/row-binary.ts";

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
  readonly add: (record: PlacedResult | LandingRow) => void;
  readonly append: (rows: MappedRows) => void;
  /** Views of what was taken. */
  readonly rows: () => MappedRows;
}

export const NO_ROOM: Buffer = Buffer.alloc(0);

/** Both are written into their buffers, and into larger ones where those are full. */
export function rowSink(fields_room: Buffer, times: CertainTimes, lines_room = NO_ROOM): RowSink {
  const fields = fieldEncoder(fields_room, times);
  const lines = rowEncoder(0, lines_room);
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
