import type { BatchCounts, Landing } from "../../core/ports.ts";
import type { LinePosition } from "../../readers/lines/line-items.ts";
import type { RecordPosition } from "../../readers/records/record-items.ts";

/** How far an import is: the input at work, the place to go on in it, and inputs that failed so far. */
export interface Cursor {
  readonly input: number;
  readonly position: LinePosition | RecordPosition | null;
  readonly failures: readonly string[];
}

export const BEGINNING: Cursor = { input: 0, position: null, failures: [] };

/** A part of the inputs on its way into the store. */
export interface ImportBatch {
  readonly write: (landing: Landing) => Promise<BatchCounts>;
  /** Where to go on once this batch and all before it are acknowledged. */
  readonly cursor: Cursor;
  readonly consumed_bytes: number;
  readonly release: () => void;
}

/** What every batch of one import carries. */
export interface ImportHeader {
  readonly tenant: string;
  readonly source: string;
  readonly run_id: string;
}
