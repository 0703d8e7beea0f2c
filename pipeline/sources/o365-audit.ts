import type { CommonEvent, Outcome } from "../../schemas/common-event.ts";
import { O365_AUDIT_RULES } from "../../schemas/operation-classes/o365-audit.ts";
import type { OperationClass } from "../../schemas/operation-classes/operation-rule.ts";
import type { Feed, Mapped, Refusal } from "../core/feed.ts";
import { firstAppId } from "./app-ids.ts";
import { eventTime } from "./event-time.ts";
import {
  amountIn,
  type FieldReader,
  type ForeignObject,
  fieldReader,
  flagIn,
  integerIn,
  isForeignObject,
  knownOnly,
  objectIn,
  objectsIn,
  textIn,
} from "./foreign-fields.ts";
import { ipAddressIn } from "./ip-address.ts";
import { bytesMoved, type MailItems, mailItems } from "./o365-amounts.ts";
import { actorType, nameOrNull, userAgent, userId } from "./o365-caller.ts";
import { grantDetails, keyDetails, requestedPermissions } from "./o365-consent.ts";
import { auditProperties, newValue } from "./o365-properties.ts";
import { targetApp } from "./o365-target.ts";
import { classifier, kindOf } from "./operation-class.ts";
import { missingField, notAnObject } from "./refusal.ts";

/** The Office 365 (unified) audit: records of the Management Activity API, and Log Analytics' OfficeActivity rows. */
export const o365_audit: Feed = { source: "o365_audit", map };

const o365Class = classifier(O365_AUDIT_RULES);

function map(record: unknown): Mapped | Refusal {
  if (!isForeignObject(record)) return notAnObject(record);
  const field = fieldReader(record);
  const event_id = textIn(field("Id", "OfficeId"));
  if (event_id === null) return missingField("Id");
  const operation = textIn(field("Operation"));
  if (operation === null) return missingField("Operation");
  const time = field("CreationTime", "TimeGenerated");
  if (typeof time !== "string" && typeof time !== "number") return missingField("CreationTime");
  return { kind: "event", event: { event_id, at: eventTime(time), ...act(field, operation) } };
}

function act(field: FieldReader, operation: string): Omit<CommonEvent, "event_id" | "at"> {
  const access = objectIn(field("AppAccessContext"));
  const classified = o365Class(operation);
  const client_app_id = clientAppId(field, access);
  const caller = textIn(field("ClientIP", "ClientIPAddress", "Client_IPAddress", "ActorIpAddress"));
  const ip = ipAddressIn(caller);
  const app = appOf(field, access, classified.operation_class, client_app_id);
  const mail = mailItems(field);
  return {
    kind: kindOf(classified),
    app_id: app.app_id,
    app_name: app.app_name,
    user_id: userId(field),
    actor_type: actorType(field, client_app_id),
    operation,
    operation_class: classified.operation_class,
    service: textIn(field("Workload", "OfficeWorkload")),
    resource: textIn(field("ObjectId", "OfficeObjectId")),
    outcome: outcome(field, operation),
    status_code: integerIn(field("ErrorNumber")),
    ...bytesMoved(field, classified.operation_class, mail),
    ip,
    user_agent: userAgent(field),
    count: amountIn(field("OperationCount")),
    details: knownOnly(commonDetails(field, access, mail), app.details, { caller: ip === null ? caller : null }),
  };
}

/** `AppId` comes last: it is often the API that was called. */
function clientAppId(field: FieldReader, access: ForeignObject): string | null {
  return firstAppId([
    access["ClientAppId"],
    field("ClientAppId"),
    field("ApplicationId"),
    field("AadAppId"),
    field("AppId"),
  ]);
}

interface AppOfRecord {
  readonly app_id: string | null;
  readonly app_name: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The app acted on where a record changes one, else the app that acts. */
function appOf(
  field: FieldReader,
  access: ForeignObject,
  operation_class: OperationClass,
  client_app_id: string | null,
): AppOfRecord {
  const client_name = nameOrNull(textIn(access["ClientAppName"]) ?? textIn(field("ApplicationDisplayName")));
  if (!CHANGES_AN_APP.has(operation_class)) return { app_id: client_app_id, app_name: client_name, details: {} };
  const modified = auditProperties(field("ModifiedProperties"));
  const { app_id, app_name, object_id, api_name } = targetApp(field, modified);
  const details = {
    target_object_id: object_id,
    api_name,
    acting_client_id: client_app_id,
    acting_client_name: client_name ?? actingName(field),
    requested_permissions: requestedPermissions(newValue(modified, "RequiredResourceAccess")),
    ...keyDetails(modified),
    ...(CONSENTS.has(operation_class) ? grantDetails(modified, object_id) : {}),
  };
  return { app_id, app_name, details };
}

const CHANGES_AN_APP: ReadonlySet<OperationClass> = new Set([
  "app.write",
  "consent.grant",
  "consent.revoke",
  "credential.write",
]);

const CONSENTS: ReadonlySet<OperationClass> = new Set(["consent.grant", "consent.revoke"]);

/** The kind of entry in `Actor` that holds a display name. */
const ACTOR_NAME = "1";

function actingName(field: FieldReader): string | null {
  return textIn(objectsIn(field("Actor")).find((actor) => textIn(actor["Type"]) === ACTOR_NAME)?.["ID"]);
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ["true", "ok"],
  ["success", "ok"],
  ["succeeded", "ok"],
  ["false", "error"],
  ["failed", "error"],
  ["failure", "error"],
]);

/** A failed login mostly says `Success`: that the audit worked. */
function outcome(field: FieldReader, operation: string): Outcome {
  if (operation.toLowerCase() === "userloginfailed") return "error";
  const status = field("ResultStatus");
  const text = typeof status === "boolean" ? String(status) : textIn(status);
  return OUTCOMES.get(text?.toLowerCase() ?? "") ?? "unknown";
}

/** Evidence, and never what people searched for or wrote. */
function commonDetails(field: FieldReader, access: ForeignObject, mail: MailItems): Record<string, unknown> {
  const properties = auditProperties(field("OperationProperties"));
  return {
    feed_tenant: textIn(field("OrganizationId", "OfficeTenantId")),
    record_type: textIn(field("RecordType")),
    user_type: textIn(field("UserType")),
    user_key: nameOrNull(textIn(field("UserKey"))),
    api_id: textIn(access["APIId"]),
    unique_token_id: textIn(access["UniqueTokenId"]),
    session_id: textIn(access["AADSessionId"]) ?? textIn(field("SessionId")),
    correlation_id: textIn(access["CorrelationId"]) ?? textIn(field("CorrelationId", "InterSystemsId")),
    authentication_type: textIn(field("AuthenticationType")),
    logon_error: textIn(field("LogonError")),
    logon_type: textIn(field("LogonType", "Logon_Type")),
    external_access: flagIn(field("ExternalAccess")),
    mailbox_owner: textIn(field("MailboxOwnerUPN")),
    mail_access_type: newValue(properties, "MailAccessType"),
    is_throttled: flagIn(newValue(properties, "IsThrottled")),
    mail_items: mail.items,
    site_url: textIn(field("SiteUrl", "Site_Url")),
    sensitivity_label: textIn(field("SensitivityLabelId")),
  };
}
