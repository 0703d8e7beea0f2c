import type { ActorType, CommonEvent } from "../../schemas/common-event.ts";
import { SALESFORCE_RULES } from "../../schemas/operation-classes/salesforce.ts";
import type { Feed, Mapped, Refusal } from "../core/feed.ts";
import { eventTime } from "./event-time.ts";
import {
  type FieldReader,
  type ForeignObject,
  fieldReader,
  integerIn,
  isForeignObject,
  knownOnly,
  objectIn,
  textIn,
} from "./foreign-fields.ts";
import { ipAddressIn } from "./ip-address.ts";
import { classifier, kindOf } from "./operation-class.ts";
import { missingField, notAnObject } from "./refusal.ts";
import { salesforceAmounts } from "./salesforce-amounts.ts";
import { salesforceOperation } from "./salesforce-operation.ts";
import { salesforceOutcome } from "./salesforce-outcome.ts";
import { stableHash } from "./stable-hash.ts";

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
  if (Object.keys(payload).length > 0) return realTimeEvent(payload, textIn(record["channel"]));
  const field = fieldReader(record);
  if (field("EventIdentifier") !== undefined) return realTimeEvent(record, null);
  return logRow(record, field, repeat);
}

function realTimeEvent(payload: ForeignObject, channel: string | null): Mapped | Refusal {
  const field = fieldReader(payload);
  const event_id = textIn(field("EventIdentifier"));
  if (event_id === null) return missingField("EventIdentifier");
  const time = field("EventDate");
  if (typeof time !== "string" && typeof time !== "number") return missingField("EventDate");
  const type = textIn(objectIn(payload["attributes"])["type"]) ?? channel?.split("/").at(-1);
  const kind = (type ?? "Event").replace(STREAM_OR_STORE, "");
  return { kind: "event", event: { event_id, at: eventTime(time), ...act(kind, field) } };
}

/** A stream and its store hold the same events. */
const STREAM_OR_STORE = /(?<=Event)(?:Stream|Store)$/;

/** A row has no id of its own and request ids repeat: its id is what it says, and how many just like it came before, or its place. */
function logRow(row: ForeignObject, field: FieldReader, repeat: number | string): Mapped | Refusal {
  const kind = textIn(field("EVENT_TYPE", "EventType"));
  if (kind === null) return missingField("EVENT_TYPE");
  const at = rowTime(field);
  if (at === null) return missingField("TIMESTAMP_DERIVED");
  const said = stableHash(Object.fromEntries(Object.entries(row).filter(([name]) => !OF_THE_FILE.has(name))));
  const event_id = repeat === 0 ? said : `${said}:${repeat}`;
  return { kind: "event", event: { event_id, at, ...act(kind, field) } };
}

/** What collectors add to a row about the file it stood in; the same row comes in an hourly file and a daily one. */
const OF_THE_FILE: ReadonlySet<string> = new Set([
  ..."Id attributes CreatedById CreatedDate Interval IsDeleted LastModifiedById LastModifiedDate LogDate".split(" "),
  ..."LogFile LogFileContentType LogFileFieldNames LogFileFieldTypes LogFileLength Sequence SystemModstamp".split(" "),
]);

/** `20230320145944.655`, in UTC. */
const COMPACT_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?$/;

function rowTime(field: FieldReader): string | number | null {
  const time = field("TIMESTAMP_DERIVED", "TimestampDerived", "TIMESTAMP", "Timestamp");
  if (typeof time !== "string" && typeof time !== "number") return null;
  return eventTime(typeof time === "string" ? time.replace(COMPACT_TIME, "$1-$2-$3T$4:$5:$6$7Z") : time);
}

function act(kind: string, field: FieldReader): Omit<CommonEvent, "event_id" | "at"> {
  const operation = salesforceOperation(kind, field);
  const classified = salesforceClass(operation);
  const callers = [field("CLIENT_IP", "ClientIp"), field("SOURCE_IP", "SourceIp")].map(textIn);
  const app_id = named(field("CONNECTED_APP_ID", "ConnectedAppId", "ConnectedAppIdentifier"));
  const app_name = named(field("CLIENT_NAME", "ClientName", "CONNECTED_APP_NAME", "Application"));
  const amounts = salesforceAmounts(kind, classified.operation_class, field);
  return {
    kind: kindOf(classified),
    app_id,
    app_name,
    user_id: textIn(field("USER_ID_DERIVED", "UserIdentifier", "UserId", "USER_ID")),
    actor_type: actorType(kind, app_id ?? app_name, field),
    operation,
    operation_class: classified.operation_class,
    method: REST_METHOD.exec(operation)?.[1] ?? null,
    service: kind,
    resource: textIn(field("ENTITY_NAME", "EntityName", "ObjectName", "OBJECT_NAME", "QueriedEntities")),
    ...salesforceOutcome(field),
    ...amounts.event,
    ip: callers.map(ipAddressIn).find((ip) => ip !== null) ?? null,
    country: textIn(field("CountryIso")),
    user_agent: named(field("USER_AGENT", "UserAgent", "BROWSER_TYPE")),
    details: knownOnly(amounts.details, details(field, callers)),
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

function actorType(kind: string, app: string | null, field: FieldReader): ActorType {
  if (app !== null) return "delegated";
  return AT_A_PAGE.test(kind) || textIn(field("Application")) === "Browser" ? "user" : "unknown";
}

/** Evidence, and never queries, their results or what people searched for. */
function details(field: FieldReader, callers: readonly (string | null)[]): Record<string, unknown> {
  const username = textIn(field("USER_NAME", "Username", "UserName"));
  return {
    feed_tenant: textIn(field("ORGANIZATION_ID", "OrganizationId")),
    caller: callers.find((caller) => caller !== null && ipAddressIn(caller) === null),
    request_id: textIn(field("REQUEST_ID", "RequestIdentifier")),
    username: username?.toLowerCase(),
    session_key: textIn(field("SESSION_KEY", "SessionKey")),
    login_key: textIn(field("LOGIN_KEY", "LoginKey")),
    api_type: named(field("API_TYPE", "ApiType")),
    api_version: named(field("API_VERSION", "ApiVersion")),
    login_type: textIn(field("LOGIN_TYPE", "LoginType")),
    login_status: textIn(field("LOGIN_STATUS", "Status")),
    session_level: textIn(field("SESSION_LEVEL", "SessionLevel")),
    user_type: textIn(field("USER_TYPE", "UserType")),
    report_id: textIn(field("ReportId", "REPORT_ID")),
    policy_outcome: textIn(field("PolicyOutcome")),
    db_time_ns: integerIn(field("DB_TOTAL_TIME")),
    called_host: hostOf(textIn(field("URL"))),
  };
}

/** Whom a callout went to; paths and queries of its address may hold customers' data. */
function hostOf(url: string | null): string | null {
  return /^https?:\/\/(?:[^/@]*@)?([^/?#]+)/i.exec(url ?? "")?.[1] ?? null;
}
