import type { OversizedBody } from "../../core/oversized-row.ts";

/** Whole lines, as they are. Blank ones are among them and count. */
export interface LineChunk {
  readonly kind: "lines";
  /** The path as given, or `stdin`. */
  readonly origin: string;
  /** Number of the first line in its origin, from 1. */
  readonly first_line: number;
  readonly line_count: number;
  /** A view on whole lines, each ending in `\n`; valid until `release`. */
  readonly bytes: Buffer;
  /** Where the next chunk begins in the decompressed stream. */
  readonly end_offset: number;
  /** Bytes of the input as stored (compressed) that were taken so far. */
  readonly consumed_bytes: number;
  /** Gives the bytes back to be filled anew. Until every chunk of a buffer is released, that buffer stays out. */
  readonly release: () => void;
}

/** A line above the limit: read and hashed, never held. `length` is without the line feed. */
export interface OversizedLine extends OversizedBody {
  readonly kind: "oversized";
  readonly origin: string;
  readonly line: number;
  readonly end_offset: number;
  readonly consumed_bytes: number;
}

export type LineItem = LineChunk | OversizedLine;

/** Where to begin: an `end_offset`, with the number of the line that stands there. */
export interface LinePosition {
  readonly offset: number;
  readonly first_line: number;
}
