import type { Feed } from "../core/feed.ts";
import { mapRecord, mapText } from "../core/map-record.ts";
import type { LandingRow } from "../core/ports.ts";
import { isTopicPlace } from "../core/topic-place.ts";
import { utf8Text } from "../core/utf8-text.ts";
import { columnName, csvCells } from "../readers/records/csv-row.ts";

/** A quarantined record as it came, with its place. */
export interface QuarantinedRecord {
  readonly position: string;
  readonly raw: Buffer;
  readonly repeat: number;
}

/** A row goes with its header above it. */
const CSV_ROW = /^(?!\s*[[{])[^\n]*\n/;
const LATER_EVENT = /#\d+$/;

/**
 * What the landing gets when a quarantined record is tried again: at the same place, so that it replaces its own row
 * where it fails again, and has the same identity where a feed takes that from the place.
 */
export function rowsAgain(feed: Feed | undefined, record: QuarantinedRecord): readonly LandingRow[] {
  const { position, raw } = record;
  if (!feed) return [{ position, line: raw, raw: "", reason: "", detail: "" }];
  const text = utf8Text(raw);
  if (text === undefined) return [{ position, line: "", raw, reason: "not_json", detail: "not UTF-8" }];
  if (feed.reads_csv && CSV_ROW.test(text)) return csvAgain(feed, { ...record, text });
  // A later event of a record keeps the whole record, which begins at the place without the number.
  const place = position.replace(LATER_EVENT, "");
  return mapText(feed, { position: place, raw: text, ...(isTopicPlace(place) ? { by_place: true } : {}) });
}

/** The row goes with its header in quarantine: a file of one row. */
function csvAgain(
  feed: Feed,
  { position, text, repeat }: QuarantinedRecord & { readonly text: string },
): readonly LandingRow[] {
  const end = text.indexOf("\n");
  const header = csvCells(text.slice(0, Math.max(end, 0)).trimEnd());
  const row = csvCells(text.slice(end + 1));
  const refused = (detail: string): LandingRow => ({ position, line: "", raw: text, reason: "not_csv", detail });
  if (header.kind === "broken" || end < 0) return [refused("a row without its header")];
  if (row.kind === "broken") return [refused(row.detail)];
  const { cells } = row;
  if (cells.length !== header.cells.length)
    return [refused(`${cells.length} cells under ${header.cells.length} columns`)];
  const fields = Object.fromEntries(header.cells.map((name, n) => [columnName(name), cells[n] ?? ""]));
  return mapRecord(feed, fields, { position, raw: text }, repeat);
}
