import { eventLine } from "./event-line.ts";
import type { Feed, Mapped, PlacedResult, RawRecord, Refusal } from "./feed.ts";
import type { LandingRow } from "./ports.ts";
import { utf8Text } from "./utf8-text.ts";

/** Where a record stands and what it looked like there. */
export interface RecordOrigin {
  /** The place of the record, the same in every run. */
  readonly position: string;
  readonly raw: RawRecord;
  /** Equal records at two places are two events, where the feed gives them no id: so it is on a topic. */
  readonly by_place?: true;
}

export const NOT_UTF8: Refusal = { kind: "refused", reason: "not_json", detail: "not UTF-8" };

/** What the bytes of a record become, as their text does; refused where they are not UTF-8. */
export function placeBytes(feed: Feed, origin: RecordOrigin & { readonly raw: Uint8Array }): readonly PlacedResult[] {
  const text = utf8Text(origin.raw);
  return text === undefined ? [placed(origin, NOT_UTF8)] : placeJson(feed, text, origin);
}

/**
 * The JSON text of a record, mapped for the landing: a row for each event in it, or one that says why not. A text may
 * also be an envelope or a list of records, as a message of Event Hubs is: record n then stands at `position[n]`.
 */
export function mapText(feed: Feed, origin: RecordOrigin & { readonly raw: string }): readonly LandingRow[] {
  return placeJson(feed, origin.raw, origin).map(rowOf);
}

/** What `mapText` answers, not yet as rows, of a record whose bytes may be at hand beside its text. */
export function placeJson(feed: Feed, text: string, origin: RecordOrigin): readonly PlacedResult[] {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return [placed(origin, { kind: "refused", reason: "not_json", detail: "not valid JSON" })];
  }
  const results = placeRecord(feed, record, origin);
  if (results[0]?.result.kind === "event") return results;
  const records = recordsIn(record);
  if (records.length === 0) return results;
  if (records.length > MOST_RECORDS)
    return [placed(origin, oversized(`${records.length} records in one, more than ${MOST_RECORDS}`))];
  const rawOf = innerRaws(text);
  return records.flatMap((inner, n) =>
    placeRecord(feed, inner, { ...origin, position: `${origin.position}[${n}]`, raw: () => rawOf(inner) }),
  );
}

/** Writes a record of an envelope. One that cannot be written has the whole, and one of many such its beginning. */
function innerRaws(whole: string): (record: unknown) => string {
  let wholes = 0;
  return (record) => {
    const text = textOf(record);
    if (text !== undefined) return text;
    wholes += 1;
    return wholes <= MOST_WHOLES ? whole : whole.slice(0, BEGINNING);
  };
}

/** Vendors' envelopes hold some thousands at most. What is refused takes a row each, and this many rows take 50 MB. */
const MOST_RECORDS = 100_000;
/** A record that cannot be written as text takes the whole that it came in along: eight times 8 MB at most. */
const MOST_WHOLES = 8;
/** Letters of the whole: enough to see what it was. */
const BEGINNING = 4_096;

function oversized(detail: string): Refusal {
  return { kind: "refused", reason: "oversized", detail };
}

/** Nothing for values nested so deep that writing them takes more stack than there is. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** As Azure, AWS, OData and Google name the list in an envelope. */
export const ENVELOPES = ["records", "Records", "value", "items"] as const;

/** The records of a list, or of an envelope with a list in it; none for anything else. */
export function recordsIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return [];
  const list: unknown = ENVELOPES.map((name) => Reflect.get(value, name)).find(Array.isArray);
  return Array.isArray(list) ? list : [];
}

/**
 * A parsed record, mapped for the landing. The raw text goes along: SQL has the last word, and quarantine keeps the
 * original. The second event of a record stands at `position#2`, and so on, so that places stay unique.
 */
export function mapRecord(feed: Feed, record: unknown, origin: RecordOrigin, repeat?: number): readonly LandingRow[] {
  return placeRecord(feed, record, origin, repeat).map(rowOf);
}

/** What `mapRecord` answers, not yet as rows. */
export function placeRecord(
  feed: Feed,
  record: unknown,
  origin: RecordOrigin,
  repeat?: number,
): readonly PlacedResult[] {
  const mapped = feed.map(record, origin.by_place ? origin.position : repeat);
  if (mapped.kind !== "several") return [placed(origin, mapped)];
  return mapped.results.map((result, n) =>
    placed(n === 0 ? origin : { raw: origin.raw, position: `${origin.position}#${n + 1}` }, result),
  );
}

function placed({ position, raw }: RecordOrigin, result: Mapped | Refusal): PlacedResult {
  return { position, raw, result };
}

/** As the landing takes it, the event as its line. */
export function rowOf({ position, raw: record, result }: PlacedResult): LandingRow {
  const raw = typeof record === "function" ? record() : record;
  return result.kind === "event"
    ? { position, line: eventLine(result.event), raw, reason: "", detail: "" }
    : { position, line: "", raw, reason: result.reason, detail: result.detail };
}
