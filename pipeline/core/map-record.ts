import { eventLine } from "./event-line.ts";
import type { Feed, Mapped, Refusal } from "./feed.ts";
import type { LandingRow } from "./ports.ts";
import { utf8Text } from "./utf8-text.ts";

/** Where a record stands and what it looked like there. */
export interface RecordOrigin {
  /** The place of the record, the same in every run. */
  readonly position: string;
  readonly raw: string | Uint8Array;
  /** Equal records at two places are two events, where the feed gives them no id: so it is on a topic. */
  readonly by_place?: true;
}

/** The bytes of a record, mapped as their text is; refused where they are not UTF-8. */
export function mapBytes(feed: Feed, origin: RecordOrigin & { readonly raw: Uint8Array }): readonly LandingRow[] {
  const raw = utf8Text(origin.raw);
  return raw === undefined
    ? [rowOf(origin, { kind: "refused", reason: "not_json", detail: "not UTF-8" })]
    : mapText(feed, { ...origin, raw });
}

/**
 * The JSON text of a record, mapped for the landing: a row for each event in it, or one that says why not. A text may
 * also be an envelope or a list of records, as a message of Event Hubs is: record n then stands at `position[n]`.
 */
export function mapText(feed: Feed, origin: RecordOrigin & { readonly raw: string }): readonly LandingRow[] {
  return mapJson(feed, origin.raw, origin);
}

/** The same of a record whose bytes are at hand beside its text: they go along as they are. */
export function mapJson(feed: Feed, text: string, origin: RecordOrigin): readonly LandingRow[] {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return [rowOf(origin, { kind: "refused", reason: "not_json", detail: "not valid JSON" })];
  }
  const rows = mapRecord(feed, record, origin);
  const records = rows[0]?.reason === "" ? [] : recordsIn(record);
  if (records.length === 0) return rows;
  return records.flatMap((inner, n) =>
    mapRecord(feed, inner, { ...origin, position: `${origin.position}[${n}]`, raw: textOf(inner) ?? origin.raw }),
  );
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
  const mapped = feed.map(record, origin.by_place ? origin.position : repeat);
  if (mapped.kind !== "several") return [rowOf(origin, mapped)];
  return mapped.results.map((result, n) =>
    rowOf(n === 0 ? origin : { raw: origin.raw, position: `${origin.position}#${n + 1}` }, result),
  );
}

function rowOf({ position, raw }: RecordOrigin, result: Mapped | Refusal): LandingRow {
  return result.kind === "event"
    ? { position, line: eventLine(result.event), raw, reason: "", detail: "" }
    : { position, line: "", raw, reason: result.reason, detail: result.detail };
}
