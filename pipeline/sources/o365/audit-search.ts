import type { Feed, Refusal } from "../../core/feed.ts";
import { type ForeignObject, isForeignObject, objectIn } from "../reading/foreign-fields.ts";

/**
 * A feed of the Office 365 audit that also takes what searches of that audit export (Purview's CSV,
 * Search-UnifiedAuditLog, Graph's auditLogQuery): rows that hold the whole record, as the Management Activity API gives
 * it, in one column.
 */
export function alsoFromSearches(feed: Feed): Feed {
  return {
    ...feed,
    reads_csv: true,
    map: (row, repeat) => {
      const record = auditRecordIn(row);
      return record === undefined ? BROKEN : feed.map(record, repeat);
    },
  };
}

/** A spreadsheet cuts cells at 32,767 characters. */
const BROKEN: Refusal = { kind: "refused", reason: "not_json", detail: "AuditData is cut off, or no JSON object" };

/** The record inside a search's row, or anything else as it is. Undefined where the column holds no record. */
export function auditRecordIn(row: unknown): unknown {
  if (!isForeignObject(row)) return row;
  const data = row["AuditData"] ?? row["auditData"];
  if (data === undefined || data === null) return row;
  const record = objectIn(data);
  return isEmpty(record) ? undefined : record;
}

function isEmpty(record: ForeignObject): boolean {
  for (const _ in record) return false;
  return true;
}
