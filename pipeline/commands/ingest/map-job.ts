import { isAscii, isUtf8 } from "node:buffer";
import type { Feed } from "../../core/feed.ts";
import { NOT_UTF8, type PlacedResult, placeJson, rowOf } from "../../core/map-record.ts";
import { recordsWithin } from "../../readers/read-records.ts";
import { positionOf } from "../../readers/record-reading.ts";
import { fieldEncoder } from "../../store/field-rows.ts";
import { rowBinary, rowEncoder } from "../../store/row-binary.ts";

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

/** What was made of something else than the text of a record (a CSV row, an oversized record). It stands before record `before`. */
export interface MadeRow {
  readonly before: number;
  readonly row: PlacedResult;
}

/** Fields and a place; what does not fit makes the buffer grow. */
const ROOM_PER_BYTE = 0.75;

export interface JobRows {
  /** The rows as their fields, as they travel to the store. */
  readonly fields: Uint8Array;
  /** So many of these are refused by the feed; only these have their raw record beside them. */
  readonly refused: number;
  /** Rows that cannot go as fields: what the store may have to say about them takes their line. */
  readonly rows: Uint8Array;
}

/** The rows of a job, in `at_hand` when they fit. */
export function mapJob(feed: Feed, job: MapJob, at_hand?: Buffer): JobRows {
  const encoder = fieldEncoder(Math.ceil((job.ends.at(-1) ?? 0) * ROOM_PER_BYTE), at_hand);
  const odd: PlacedResult[] = [];
  let refused = 0;
  eachPlaced(feed, job, (placed) => {
    if (!encoder.add(placed)) odd.push(placed);
    else if (placed.result.kind === "refused") refused += 1;
  });
  return { fields: encoder.bytes(), refused, rows: rowBinary(odd.map(rowOf)) };
}

/** The same rows, each as its line and with its raw record. */
export function mapJobWithRaw(feed: Feed, job: MapJob): Uint8Array {
  const encoder = rowEncoder(2 * (job.ends.at(-1) ?? 0));
  eachPlaced(feed, job, (placed) => encoder.add(rowOf(placed)));
  return encoder.bytes();
}

function eachPlaced(feed: Feed, job: MapJob, take: (placed: PlacedResult) => void): void {
  const bytes = Buffer.from(job.bytes.buffer, job.bytes.byteOffset, job.bytes.byteLength);
  let next_made = 0;
  let next_origin = 0;
  let origin = "";
  let start = 0;
  for (const [n, end] of job.ends.entries()) {
    for (let made = job.made[next_made]; made && made.before <= n; made = job.made[++next_made]) take(made.row);
    if (job.origins[next_origin]?.first === n) origin = job.origins[next_origin++]?.origin ?? "";
    const place = { origin, begun_at: job.begun_at[n] ?? 0 };
    for (const placed of resultsOf(feed, bytes.subarray(start, end), place)) take(placed);
    start = end;
  }
  for (const { row } of job.made.slice(next_made)) take(row);
}

interface Place {
  readonly origin: string;
  readonly begun_at: number;
}

/** What looked like one record and is none may be several in one line. */
function resultsOf(feed: Feed, raw: Buffer, place: Place): readonly PlacedResult[] {
  const results = resultsOfOne(feed, raw, place);
  const [first] = results;
  const is_broken = first?.result.kind === "refused" && first.result.reason === NOT_UTF8.reason;
  const records = is_broken ? recordsWithin(raw) : [];
  if (records.length < 2) return results;
  return records.flatMap(({ start, end }) =>
    resultsOfOne(feed, raw.subarray(start, end), { ...place, begun_at: place.begun_at + start }),
  );
}

function resultsOfOne(feed: Feed, raw: Buffer, { origin, begun_at }: Place): readonly PlacedResult[] {
  const position = `${origin}:${positionOf(begun_at)}`;
  // Most records are ASCII, which is copied where UTF-8 is decoded: a tenth of what mapping costs.
  if (isAscii(raw)) return placeJson(feed, raw.toString("latin1"), { position, raw });
  if (!isUtf8(raw)) return [{ position, raw, result: NOT_UTF8 }];
  return placeJson(feed, raw.toString("utf8"), { position, raw });
}
