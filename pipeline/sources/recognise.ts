import { recordsIn } from "../core/map-record.ts";
import { auditRecordIn } from "./audit-search.ts";
import { type FieldReader, fieldReader, isForeignObject, objectIn, textIn } from "./foreign-fields.ts";
import { layeredFields } from "./layered-fields.ts";

/** The feed that some records come from, and by what it was known. */
export interface Recognised {
  readonly source: string;
  readonly because: string;
}

/**
 * The feed of a file, told by its first records: the one that more than half of them look like. Undefined where there
 * is none.
 */
export function recognise(records: readonly unknown[]): Recognised | undefined {
  const counts = new Map<Sign, number>();
  const looked_at = records.flatMap(withoutEnvelope).map(auditRecordIn);
  for (const record of looked_at) {
    const sign = signOf(record);
    if (sign) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, one], [, other]) => other - one);
  if (most === undefined || most[1] * 2 <= looked_at.length) return undefined;
  return { source: most[0].source, because: most[0].by };
}

/** What a file is looked at for, in words. */
export function signsInWords(): string {
  return SIGNS.map(({ source, by }) => `${source} (${by})`).join(", ");
}

/** What is no record of any feed may be an envelope of some. */
function withoutEnvelope(value: unknown): readonly unknown[] {
  const inner = signOf(value) ? [] : recordsIn(value);
  return inner.length === 0 ? [value] : inner;
}

interface Sign {
  readonly source: string;
  readonly by: string;
  /** `field` reads the record itself, `inner` what a diagnostic stream puts into `properties` first. */
  readonly fits: (field: FieldReader, inner: FieldReader) => boolean;
}

/** No two of these fit one real record; should they, the first counts. */
const SIGNS: readonly Sign[] = [
  { source: "tidemark", by: "event_id, at and kind", fits: (field) => has(field, "event_id", "at", "kind") },
  {
    source: "aws_cloudtrail",
    by: "eventID, eventName and eventSource",
    fits: (field) => has(field, "eventID", "eventName", "eventSource"),
  },
  {
    source: "ocsf",
    by: "class_uid and metadata",
    fits: (field) => has(field, "class_uid", "metadata"),
  },
  {
    source: "google_workspace",
    by: "id.applicationName and id.uniqueQualifier",
    fits: (field) => has(fieldReader(objectIn(field("id"))), "applicationName", "uniqueQualifier"),
  },
  {
    source: "salesforce",
    by: "EVENT_TYPE and TIMESTAMP_DERIVED, or EventIdentifier and EventDate",
    fits: (field) => isLogRow(field) || isRealTimeEvent(field),
  },
  {
    source: "ms_graph_activity",
    by: "requestId, requestMethod and requestUri",
    fits: (_, inner) => has(inner, "requestId", "requestMethod", "requestUri"),
  },
  {
    source: "entra_sign_in",
    by: "createdDateTime, appId and resourceDisplayName",
    fits: (_, inner) => has(inner, "createdDateTime", "appId", "resourceDisplayName"),
  },
  {
    source: "entra_audit",
    by: "activityDateTime, initiatedBy and targetResources",
    fits: (_, inner) => has(inner, "activityDateTime", "initiatedBy", "targetResources"),
  },
  {
    source: "o365_audit",
    by: "Operation with Workload and CreationTime (AuditData may hold them), or OfficeWorkload and TimeGenerated",
    fits: (field) => has(field, "Operation", "Workload", "CreationTime") || isOfficeActivity(field),
  },
  {
    source: "azure_activity",
    by: "operationName and resourceId of a subscription",
    fits: (field) => isOfSubscription(field),
  },
];

function signOf(record: unknown): Sign | undefined {
  if (!isForeignObject(record)) return undefined;
  const field = fieldReader(record);
  const inner = layeredFields(record);
  return SIGNS.find(({ fits }) => fits(field, inner));
}

function has(field: FieldReader, ...names: readonly string[]): boolean {
  return names.every((name) => field(name) !== undefined);
}

function isLogRow(field: FieldReader): boolean {
  return has(field, "EVENT_TYPE", "TIMESTAMP_DERIVED") || has(field, "EventType", "TimestampDerived");
}

function isRealTimeEvent(field: FieldReader): boolean {
  const payload = fieldReader(objectIn(objectIn(field("data"))["payload"] ?? field("payload")));
  return has(payload, "EventIdentifier", "EventDate") || has(field, "EventIdentifier", "EventDate");
}

function isOfficeActivity(field: FieldReader): boolean {
  return has(field, "Operation", "OfficeWorkload", "TimeGenerated");
}

const SUBSCRIPTION = /^\/subscriptions\//i;

function isOfSubscription(field: FieldReader): boolean {
  const operation = field("operationName", "OperationNameValue", "OperationName");
  const resource_id = textIn(field("resourceId", "_ResourceId", "ResourceId")) ?? "";
  return operation !== undefined && SUBSCRIPTION.test(resource_id);
}
