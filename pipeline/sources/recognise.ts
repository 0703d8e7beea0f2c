import { recordsIn } from "../core/map-record.ts";
import { auditRecordIn } from "./o365/audit-search.ts";
import { fieldTable } from "./reading/field-table.ts";
import { isForeignObject, objectIn, textIn } from "./reading/foreign-fields.ts";

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

/** What feeds call the fields that tell them apart. */
const SPELLINGS = {
  event_id: ["event_id"],
  at: ["at"],
  kind: ["kind"],
  cloudtrail_id: ["eventID"],
  cloudtrail_name: ["eventName"],
  cloudtrail_source: ["eventSource"],
  ocsf_class: ["class_uid"],
  ocsf_metadata: ["metadata"],
  id: ["id"],
  google_row_type: ["record_type"],
  google_row_time: ["time_usec"],
  google_application: ["applicationName"],
  google_qualifier: ["uniqueQualifier"],
  row_type: ["EVENT_TYPE"],
  row_time: ["TIMESTAMP_DERIVED"],
  object_type: ["EventType"],
  object_time: ["TimestampDerived"],
  data: ["data"],
  payload: ["payload"],
  real_time_id: ["EventIdentifier"],
  real_time_date: ["EventDate"],
  graph_id: ["requestId"],
  graph_method: ["requestMethod"],
  graph_uri: ["requestUri"],
  sign_in_time: ["createdDateTime"],
  sign_in_app: ["appId"],
  sign_in_api: ["resourceDisplayName"],
  audit_time: ["activityDateTime"],
  audit_actor: ["initiatedBy"],
  audit_targets: ["targetResources"],
  o365_operation: ["Operation"],
  o365_workload: ["Workload"],
  o365_time: ["CreationTime"],
  office_workload: ["OfficeWorkload"],
  office_time: ["TimeGenerated"],
  azure_operation: ["operationName", "OperationNameValue", "OperationName"],
  azure_resource: ["resourceId", "_ResourceId", "ResourceId"],
};

const ownFields = fieldTable(SPELLINGS);
const streamedFields = fieldTable(SPELLINGS, "properties");

type SignFields = ReturnType<typeof ownFields>;

interface Sign {
  readonly source: string;
  readonly by: string;
  /** `own` are the fields of the record itself, `streamed` first those that a diagnostic stream puts into `properties`. */
  readonly fits: (own: SignFields, streamed: SignFields) => boolean;
}

/** No two of these fit one real record; should they, the first counts. */
const SIGNS: readonly Sign[] = [
  { source: "tidemark", by: "event_id, at and kind", fits: (own) => allGiven(own.event_id, own.at, own.kind) },
  {
    source: "aws_cloudtrail",
    by: "eventID, eventName and eventSource",
    fits: (own) => allGiven(own.cloudtrail_id, own.cloudtrail_name, own.cloudtrail_source),
  },
  {
    source: "ocsf",
    by: "class_uid and metadata",
    fits: (own) => allGiven(own.ocsf_class, own.ocsf_metadata),
  },
  {
    source: "google_workspace",
    by: "id.applicationName and id.uniqueQualifier, or record_type and time_usec",
    fits: (own) => isGoogleId(ownFields(objectIn(own.id))) || allGiven(own.google_row_type, own.google_row_time),
  },
  {
    source: "salesforce",
    by: "EVENT_TYPE and TIMESTAMP_DERIVED, or EventIdentifier and EventDate",
    fits: (own) => isLogRow(own) || isRealTimeEvent(own) || isRealTimeEvent(ownFields(payloadOf(own))),
  },
  {
    source: "ms_graph_activity",
    by: "requestId, requestMethod and requestUri",
    fits: (_, streamed) => allGiven(streamed.graph_id, streamed.graph_method, streamed.graph_uri),
  },
  {
    source: "entra_sign_in",
    by: "createdDateTime, appId and resourceDisplayName",
    fits: (_, streamed) => allGiven(streamed.sign_in_time, streamed.sign_in_app, streamed.sign_in_api),
  },
  {
    source: "entra_audit",
    by: "activityDateTime, initiatedBy and targetResources",
    fits: (_, streamed) => allGiven(streamed.audit_time, streamed.audit_actor, streamed.audit_targets),
  },
  {
    source: "o365_audit",
    by: "Operation with Workload and CreationTime (AuditData may hold them), or OfficeWorkload and TimeGenerated",
    fits: (own) => isUnifiedAudit(own) || isOfficeActivity(own),
  },
  {
    source: "azure_activity",
    by: "operationName and resourceId of a subscription",
    fits: (own) => own.azure_operation !== undefined && SUBSCRIPTION.test(textIn(own.azure_resource) ?? ""),
  },
];

function signOf(record: unknown): Sign | undefined {
  if (!isForeignObject(record)) return undefined;
  const own = ownFields(record);
  const streamed = streamedFields(record);
  return SIGNS.find(({ fits }) => fits(own, streamed));
}

function allGiven(...values: readonly unknown[]): boolean {
  return values.every((value) => value !== undefined);
}

function isGoogleId(id: SignFields): boolean {
  return allGiven(id.google_application, id.google_qualifier);
}

function isLogRow(own: SignFields): boolean {
  return allGiven(own.row_type, own.row_time) || allGiven(own.object_type, own.object_time);
}

function isRealTimeEvent(fields: SignFields): boolean {
  return allGiven(fields.real_time_id, fields.real_time_date);
}

function payloadOf(own: SignFields) {
  return objectIn(objectIn(own.data)["payload"] ?? own.payload);
}

function isUnifiedAudit(own: SignFields): boolean {
  return allGiven(own.o365_operation, own.o365_workload, own.o365_time);
}

function isOfficeActivity(own: SignFields): boolean {
  return allGiven(own.o365_operation, own.office_workload, own.office_time);
}

const SUBSCRIPTION = /^\/subscriptions\//i;
