import { type PlacedResult, rowOf } from "../../core/map-record.ts";
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

/** Takes mapped records one by one, or those that another one took. */
export interface RowSink {
  readonly add: (placed: PlacedResult) => void;
  readonly append: (rows: MappedRows) => void;
  /** Views of what was taken. */
  readonly rows: () => MappedRows;
}

/** Fields are written into the buffer, and into a larger one where it is full. */
export function rowSink(buffer: Buffer, times: CertainTimes): RowSink {
  const fields = fieldEncoder(buffer, times);
  const lines = rowEncoder(0);
  let count = 0;
  return {
    add: (placed) => {
      count += 1;
      if (!fields.add(placed)) lines.add(rowOf(placed));
    },
    append: (rows) => {
      count += rows.count;
      fields.append(rows.fields);
      lines.append(rows.lines, rows.line_count);
    },
    rows: () => ({ fields: fields.bytes(), lines: lines.bytes(), line_count: lines.rows(), count }),
  };
}
