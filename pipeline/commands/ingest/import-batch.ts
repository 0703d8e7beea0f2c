import type { BatchCounts, Landing } from "../../core/ports.ts";
import type { Cursor } from "./import-cursor.ts";

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
