import { isAscii, isUtf8 } from "node:buffer";
import type { Feed, PlacedResult } from "../../core/feed.ts";
import { NOT_UTF8, placeJson } from "../../core/map-record.ts";
import { recordsWithin } from "../../readers/records/read-records.ts";
import { positionOf } from "../../readers/records/record-reading.ts";
import type { CertainTimes } from "../../store/landing/certain-event.ts";
import type { RowSink } from "../../store/landing/row-sink.ts";

/** Records to be mapped together, in a form that can go to another thread. */
export interface MapJob {
  readonly origin: string;
  readonly bytes: Uint8Array;
  /** Where the bytes begin in the input. */
  readonly offset: number;
  /** Where record n begins in the bytes, at 2n, and where it ends, at 2n + 1. */
  readonly spans: Uint32Array;
  readonly times: CertainTimes;
}

export function mapJob(feed: Feed, { origin, bytes, offset, spans }: MapJob, sink: RowSink): void {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Most bytes are ASCII, whose text is a copy and which no one has to look through once more.
  const is_ascii = isAscii(view);
  for (let n = 0; n < spans.length; n += 2) {
    const start = spans[n] ?? 0;
    const place = { origin, begun_at: offset + start };
    const raw = is_ascii ? view.toString("latin1", start, spans[n + 1]) : view.subarray(start, spans[n + 1]);
    for (const placed of resultsOf(feed, raw, place)) sink.add(placed);
  }
}

interface Place {
  readonly origin: string;
  readonly begun_at: number;
}

/** What looked like one record and is none may be several in one line. */
function resultsOf(feed: Feed, raw: string | Buffer, place: Place): readonly PlacedResult[] {
  const results = resultsOfOne(feed, raw, place);
  const [first] = results;
  const is_broken = first?.result.kind === "refused" && first.result.reason === NOT_UTF8.reason;
  if (!is_broken) return results;
  const bytes = Buffer.from(raw);
  const records = recordsWithin(bytes);
  if (records.length < 2) return results;
  return records.flatMap(({ start, end }) =>
    resultsOfOne(feed, bytes.subarray(start, end), { ...place, begun_at: place.begun_at + start }),
  );
}

function resultsOfOne(feed: Feed, raw: string | Buffer, { origin, begun_at }: Place): readonly PlacedResult[] {
  const position = `${origin}:${positionOf(begun_at)}`;
  if (typeof raw === "string") return placeJson(feed, raw, { position, raw });
  if (!isUtf8(raw)) return [{ position, raw, result: NOT_UTF8 }];
  return placeJson(feed, raw.toString(isAscii(raw) ? "latin1" : "utf8"), { position, raw });
}
