import { isUtf8 } from "node:buffer";
import type { Feed } from "../../core/feed.ts";
import { mapJson } from "../../core/map-record.ts";
import type { LandingRow } from "../../core/ports.ts";
import { recordsWithin } from "../../readers/read-records.ts";
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

/** A line and its place; what does not fit (raw records too, where they are wanted) makes the buffer grow. */
const ROOM_PER_BYTE = 0.75;

export interface JobRows {
  /** As they travel to the store, in order. */
  readonly rows: Uint8Array;
  /** So many of them are refused by the feed; only these have their raw record beside them. */
  readonly refused: number;
}

/** The rows of a job, in `at_hand` when they fit. */
export function mapJob(feed: Feed, job: MapJob, at_hand?: Buffer): JobRows {
  let refused = 0;
  const rows = encodeJob(feed, job, at_hand, (row) => {
    if (row.reason === "") return { ...row, raw: "" };
    refused += 1;
    return row;
  });
  return { rows, refused };
}

/** The same rows, each with its raw record. */
export function mapJobWithRaw(feed: Feed, job: MapJob): Uint8Array {
  return encodeJob(feed, job, undefined, (row) => row);
}

function encodeJob(
  feed: Feed,
  job: MapJob,
  at_hand: Buffer | undefined,
  sent: (row: LandingRow) => LandingRow,
): Uint8Array {
  const encoder = rowEncoder(Math.ceil((job.ends.at(-1) ?? 0) * ROOM_PER_BYTE), at_hand);
  const bytes = Buffer.from(job.bytes.buffer, job.bytes.byteOffset, job.bytes.byteLength);
  let next_made = 0;
  let next_origin = 0;
  let origin = "";
  let start = 0;
  const addMade = (before: number) => {
    for (let made = job.made[next_made]; made && made.before <= before; made = job.made[++next_made]) {
      encoder.add(sent(made.row));
    }
  };
  for (const [n, end] of job.ends.entries()) {
    addMade(n);
    if (job.origins[next_origin]?.first === n) origin = job.origins[next_origin++]?.origin ?? "";
    const place = { origin, begun_at: job.begun_at[n] ?? 0 };
    for (const row of rowsOf(feed, bytes.subarray(start, end), place)) encoder.add(sent(row));
    start = end;
  }
  addMade(job.ends.length);
  return encoder.bytes();
}

interface Place {
  readonly origin: string;
  readonly begun_at: number;
}

/** What looked like one record and is none may be several in one line. */
function rowsOf(feed: Feed, raw: Buffer, place: Place): readonly LandingRow[] {
  const rows = rowsOfOne(feed, raw, place);
  const records = rows[0]?.reason === "not_json" ? recordsWithin(raw) : [];
  if (records.length < 2) return rows;
  return records.flatMap(({ start, end }) =>
    rowsOfOne(feed, raw.subarray(start, end), { ...place, begun_at: place.begun_at + start }),
  );
}

function rowsOfOne(feed: Feed, raw: Buffer, { origin, begun_at }: Place): readonly LandingRow[] {
  const position = `${origin}:${positionOf(begun_at)}`;
  if (!isUtf8(raw)) return [{ position, line: "", raw, reason: "not_json", detail: "not UTF-8" }];
  return mapJson(feed, raw.toString("utf8"), { position, raw });
}
