import { createHash } from "node:crypto";
import type { Feed } from "../../core/feed.ts";
import { placeBytes } from "../../core/map-record.ts";
import { BEGINNING_BYTES, MAX_RECORD_BYTES, oversizedRow } from "../../core/oversized-row.ts";
import type { LandingRecord, LandingRow } from "../../core/ports.ts";
import { completed, type EventContext, readCloudEvent } from "./cloud-event.ts";

/** What the landing gets for one record of a body. Never nothing: a record that cannot be taken is a row that says why. */
export type RowsOf = (record: Buffer, position: string) => readonly LandingRecord[];

/** Records of a foreign feed. */
export function feedRows(feed: Feed): RowsOf {
  return (record, position) => {
    if (record.length > MAX_RECORD_BYTES) return [oversizedRecord(record, position)];
    return placeBytes(feed, { position, raw: record });
  };
}

/** Common events, as the bytes they are; what a CloudEvent around them says completes them. */
export function commonRows(context: EventContext): RowsOf {
  return (record, position) => {
    if (record.length > MAX_RECORD_BYTES) return [oversizedRecord(record, position)];
    return [{ position, line: completed(record, context), raw: "", reason: "", detail: "" }];
  };
}

/** Records that stand in the `data` of CloudEvents. */
export function cloudEventRows(rowsOf: (context: EventContext) => RowsOf): RowsOf {
  return (record, position) => {
    if (record.length > MAX_RECORD_BYTES) return [oversizedRecord(record, position)];
    const event = readCloudEvent(record);
    return event ? rowsOf(event)(event.data, position) : [withoutData(record, position)];
  };
}

export function oversizedRecord(record: Buffer, position: string): LandingRow {
  const sha256 = createHash("sha256").update(record).digest("hex");
  return oversizedRow(position, { beginning: record.subarray(0, BEGINNING_BYTES), length: record.length, sha256 });
}

function withoutData(record: Buffer, position: string): LandingRow {
  const faults = { position, line: "", raw: record };
  try {
    JSON.parse(record.toString("utf8"));
    return { ...faults, reason: "missing_field", detail: "data: the content-type says that this is a CloudEvent" };
  } catch {
    return { ...faults, reason: "not_json", detail: "not valid JSON" };
  }
}
