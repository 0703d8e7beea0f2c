import type { ActorType, CommonEvent } from "../../../schemas/common-event.ts";
import { SALESFORCE_RULES } from "../../../schemas/operation-classes/salesforce.ts";
import type { Feed, Mapped, Refusal } from "../../core/feed.ts";
import { eventTime } from "../reading/event-time.ts";
import {
  type ForeignObject,
  integerIn,
  isForeignObject,
  knownOnly,
  objectIn,
  textIn,
} from "../reading/foreign-fields.ts";
import { ipAddressIn } from "../reading/ip-address.ts";
import { classifier, kindOf } from "../reading/operation-class.ts";
import { missingField, notAnObject } from "../reading/refusal.ts";
import { stableHash } from "../reading/stable-hash.ts";
import { salesforceAmounts } from "./salesforce-amounts.ts";
import { SALESFORCE_FIELDS, type SalesforceFields } from "./salesforce-fields.ts";
import { salesforceOperation } from "./salesforce-operation.ts";
import { salesforceOutcome } from "./salesforce-outcome.ts";

/**
 * Salesforce event monitoring: rows of event log files (CSV, or JSON by column) and real-time events, bare or in the
 * envelope of their stream. Which app called, and how many bytes moved, stand in rows of different kinds; both carry
 * the request id in their details.
 */
export const salesforce: Feed = { source: "salesforce", map, reads_csv: true };

const salesforceClass = classifier(SALESFORCE_RULES);

function map(record: unknown, repeat: number | string = 0): Mapped | Refusal {
  if (!isForeignObject(record)) return notAnObject(record);
  const envelope = objectIn(record["data"] ?? record);
  const payload = objectIn(envelope["payload"]);
  if (Object.keys(payload).length > 0) {
    return realTimeEvent(payload, SALESFORCE_FIELDS(payload), textIn(record["channel"]));
  }
  const fields = SALESFORCE_FIELDS(record);
  if (fields.event_id !== undefined) return realTimeEvent(record, fields, null);
  return logRow(record, fields, repeat);
}

function realTimeEvent(payload: ForeignObject, fields: SalesforceFields, channel: string | null): Mapped | Refusal {
  const event_id = textIn(fields.event_id);
  if (event_id === null) return missingField("EventIdentifier");
  const time = fields.event_time;
  if (typeof time !== "string" && typeof time !== "number") return missingField("EventDate");
  const type = textIn(objectIn(payload["attributes"])["type"]) ?? channel?.split("/").at(-1);
  const kind = (type ?? "Event").replace(STREAM_OR_STORE, "");
  return { kind: "event", event: { event_id, at: eventTime(time), ...act(kind, fields) } };
}

/** A stream and its store hold the same events. */
const STREAM_OR_STORE = /(?<=Event)(?:Stream|Store)$/;

/** A row has no id of its own and request ids repeat: its id is what it says, and how many just like it came before, or its place. */
function logRow(row: ForeignObject, fields: SalesforceFields, repeat: number | string): Mapped | Refusal {
  const kind = textIn(fields.row_kind);
  if (kind === null) return missingField("EVENT_TYPE");
  const at = rowTime(fields);
  if (at === null) return missingField("TIMESTAMP_DERIVED");
  const said = stableHash(Object.fromEntries(Object.entries(row).filter(([name]) => !OF_THE_FILE.has(name))));
  const event_id = repeat === 0 ? said : `${said}:${repeat}`;
  return { kind: "event", event: { event_id, at, ...act(kind, fields) } };
}

/** What collectors add to a row about the file it stood in; the same row comes in an hourly file and a daily one. */
const OF_THE_FILE: ReadonlySet<string> = new Set([
  ..."Id attributes CreatedById CreatedDate Interval IsDeleted LastModifiedById LastModifiedDate LogDate".split(" "),
  ..."LogFile LogFileContentType LogFileFieldNames LogFileFieldTypes LogFileLength Sequence SystemModstamp".split(" "),
]);

/** `20230320145944.655`, in UTC. */
const COMPACT_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?$/;

function rowTime(fields: SalesforceFields): string | number | null {
  const time = fields.row_time;
  if (typeof time !== "string" && typeof time !== "number") return null;
  return eventTime(typeof time === "string" ? time.replace(COMPACT_TIME, "$1-$2-$3T$4:$5:$6$7Z") : time);
}

function act(kind: string, fields: SalesforceFields): Omit<CommonEvent, "event_id" | "at"> {
  const operation = salesforceOperation(kind, fields);
  const classified = salesforceClass(operation);
  const callers = [fields.client_ip, fields.source_ip].map(textIn);
  const app_id = named(fields.app_id);
  const app_name = named(fields.app_name);
  const amounts = salesforceAmounts(kind, classified.operation_class, fields);
  return {
    kind: kindOf(classified),
    app_id,
    app_name,
    user_id: textIn(fields.user_id),
    actor_type: actorType(kind, app_id ?? app_name, fields),
    operation,
    operation_class: classified.operation_class,
    method: REST_METHOD.exec(operation)?.[1] ?? null,
    service: kind,
    resource: textIn(fields.entity),
    ...salesforceOutcome(fields),
    ...amounts.event,
    ip: callers.map(ipAddressIn).find((ip) => ip !== null) ?? null,
    country: textIn(fields.country),
    user_agent: named(fields.user_agent),
    details: knownOnly(amounts.details, details(fields, callers)),
  };
}

const REST_METHOD = /^([A-Z]+) \//;
/** Texts that stand where a name should be; a browser is no app. */
const NO_NAME: ReadonlySet<string> = new Set(["n/a", "unknown", "browser"]);

function named(value: unknown): string | null {
  const text = textIn(value);
  return text === null || NO_NAME.has(text.toLowerCase()) ? null : text;
}

/** Kinds of event that come from a person at a page. */
const AT_A_PAGE =
  /^(?:AuraRequest|Lightning\w*|VisualforceRequest|URI|Logout\w*|Search|Report\w*|Dashboard|ListView\w*|UITracking|DocumentAttachmentDownloads)$/;

function actorType(kind: string, app: string | null, fields: SalesforceFields): ActorType {
  if (app !== null) return "delegated";
  return AT_A_PAGE.test(kind) || textIn(fields.application) === "Browser" ? "user" : "unknown";
}

/** Evidence, and never queries, their results or what people searched for. */
function details(fields: SalesforceFields, callers: readonly (string | null)[]): Record<string, unknown> {
  const username = textIn(fields.username);
  return {
    feed_tenant: textIn(fields.tenant_id),
    caller: callers.find((caller) => caller !== null && ipAddressIn(caller) === null),
    request_id: textIn(fields.request_id),
    username: username?.toLowerCase(),
    session_key: textIn(fields.session_key),
    login_key: textIn(fields.login_key),
    api_type: named(fields.api_type),
    api_version: named(fields.api_version),
    login_type: textIn(fields.login_type),
    login_status: textIn(fields.login_status),
    session_level: textIn(fields.session_level),
    user_type: textIn(fields.user_type),
    report_id: textIn(fields.report_id),
    policy_outcome: textIn(fields.policy_outcome),
    db_time_ns: integerIn(fields.db_time_ns),
    called_host: hostOf(textIn(fields.callout_url)),
  };
}

/** Whom a callout went to; paths and queries of its address may hold customers' data. */
function hostOf(url: string | null): string | null {
  return /^https?:\/\/(?:[^/@]*@)?([^/?#]+)/i.exec(url ?? "")?.[1] ?? null;
}
