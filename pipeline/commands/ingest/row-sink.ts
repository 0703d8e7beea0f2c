import { type PlacedResult, rowOf } from "../../core/map-record.ts";
import type { CertainTimes } from "../../store/landing/certain-event.ts";
import { fieldEncoder } from "../../store/landing/field-rows.ts";
import { rowEncoder } from "../../store/landing/row-binary.ts";

/** Mapped records as they travel to the store. */
export interface MappedRows {
  /** Rows that come as fields; so many of them are refused by their feed. */
  readonly fields: Uint8Array;
  readonly refused: number;
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
  let refused = 0;
  let count = 0;
  return {
    add: (placed) => {
      count += 1;
      if (!fields.add(placed)) lines.add(rowOf(placed));
      else if (placed.result.kind === "refused") refused += 1;
    },
    append: (rows) => {
      count += rows.count;
      refused += rows.refused;
      fields.append(rows.fields);
      lines.append(rows.lines, rows.line_count);
    },
    rows: () => ({ fields: fields.bytes(), refused, lines: lines.bytes(), line_count: lines.rows(), count }),
  };
}
