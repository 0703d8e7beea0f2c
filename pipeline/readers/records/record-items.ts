import type { OversizedBody } from "../../core/oversized-row.ts";
import type { FoundRecord, Surroundings } from "./next-record.ts";

/** Where to go on reading: behind an item, in the decompressed stream. */
export interface RecordPosition {
  readonly offset: number;
  /** `rows` of a CSV file are surrounded by nothing, but by their header above. */
  readonly inside: Surroundings | "rows";
}

interface RecordPlace {
  /** The path as given, or `stdin`. */
  readonly origin: string;
  /** `byte N`: where the record begins in the decompressed stream. Unique in its origin, the same in every run. */
  readonly position: string;
  readonly resume: RecordPosition;
  /** Bytes of the input as stored (compressed) that were taken so far. */
  readonly consumed_bytes: number;
}

/** The text of one record as it stands in the input. It is not parsed: it may still be no JSON. */
export interface TextRecord extends RecordPlace {
  readonly kind: "record";
  readonly text: string;
}

/** A record that is no UTF-8 and so has no text. */
export interface UndecodableRecord extends RecordPlace {
  readonly kind: "undecodable";
  readonly bytes: Buffer;
}

/** A record above the limit: read and hashed, never held. */
export interface OversizedRecord extends RecordPlace, OversizedBody {
  readonly kind: "oversized";
}

/** One row of a CSV file. */
export interface CsvRow extends RecordPlace {
  readonly kind: "csv_row";
  /** The header and the row, as they stand in the input. */
  readonly text: string;
  /** By column; undefined where the row does not fit its header, and `detail` says why. */
  readonly cells: Readonly<Record<string, string>> | undefined;
  readonly detail: string;
  /** How many rows just like it stood shortly before it. */
  readonly repeat: number;
}

export type RecordItem = TextRecord | CsvRow | UndecodableRecord | OversizedRecord;

/** Records that stand in one view of an input, none of them above the limit, and not decoded yet. */
export interface RecordChunk {
  readonly kind: "chunk";
  readonly origin: string;
  /** Good until the next item is asked for. */
  readonly bytes: Buffer;
  /** Where the view begins in the decompressed stream. */
  readonly offset: number;
  /** Where each record stands in the view; there is at least one. */
  readonly records: readonly FoundRecord[];
  readonly consumed_bytes: number;
}
