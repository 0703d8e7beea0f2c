import { isUtf8 } from "node:buffer";
import type { Feed } from "../../core/feed.ts";
import { mapJson } from "../../core/map-record.ts";
import type { LandingRow } from "../../core/ports.ts";
import { positionOf } from "../../readers/record-reading.ts";
import { rowEncoder } from "../../store/row-binary.ts";

/** Records to be mapped together, in a form that can go to another thread. */
export interface MapJob {
  /** The records, one directly behind the other, with room behind them. */
  readonly bytes: Uint8Array;
  /** Where record n ends in `bytes`; it begins where the one before ends. */
  readonly ends: readonly number[];
  /** Where record n begins in its input. */
  readonly begun_at: readonly number[];
  readonly origins: readonly OriginFrom[];
  readonly made: readonly MadeRow[];
}

/** From record `first` on, records come from this input. */
export interface OriginFrom {
  readonly first: number;
  readonly origin: string;
}

/** A row that was made of what is no text of a record (a CSV row, an oversized record). It stands before record `before`. */
export interface MadeRow {
  readonly before: number;
  readonly row: LandingRow;
}

/** A line, the record beside it and its place; what does not fit makes the buffer grow. */
const ROOM_PER_BYTE = 1.75;

/** The rows of a job as they travel to the store, in order; in `at_hand` when they fit. */
export function mapJob(feed: Feed, job: MapJob, at_hand?: Buffer): Uint8Array {
  const encoder = rowEncoder(Math.ceil((job.ends.at(-1) ?? 0) * ROOM_PER_BYTE), at_hand);
  const bytes = Buffer.from(job.bytes.buffer, job.bytes.byteOffset, job.bytes.byteLength);
  let next_made = 0;
  let next_origin = 0;
  let origin = "";
  let start = 0;
  const addMade = (before: number) => {
    for (let made = job.made[next_made]; made && made.before <= before; made = job.made[++next_made]) {
      encoder.add(made.row);
    }
  };
  for (const [n, end] of job.ends.entries()) {
    addMade(n);
    if (job.origins[next_origin]?.first === n) origin = job.origins[next_origin++]?.origin ?? "";
    const position = `${origin}:${positionOf(job.begun_at[n] ?? 0)}`;
    for (const row of rowsOf(feed, bytes.subarray(start, end), position)) encoder.add(row);
    start = end;
  }
  addMade(job.ends.length);
  return encoder.bytes();
}

function rowsOf(feed: Feed, raw: Buffer, position: string): readonly LandingRow[] {
  if (!isUtf8(raw)) return [{ position, line: "", raw, reason: "not_json", detail: "not UTF-8" }];
  return mapJson(feed, raw.toString("utf8"), { position, raw });
}
