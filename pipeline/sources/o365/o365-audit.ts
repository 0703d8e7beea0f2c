import type { CommonEvent, Outcome } from "../../../schemas/common-event.ts";
import { O365_AUDIT_RULES } from "../../../schemas/operation-classes/o365-audit.ts";
import type { OperationClass } from "../../../schemas/operation-classes/operation-rule.ts";
import type { Feed, Mapped, Refusal } from "../../core/feed.ts";
import { firstAppId } from "../reading/app-ids.ts";
import { eventTime } from "../reading/event-time.ts";
import { tableFeed } from "../reading/field-table.ts";
import {
  amountIn,
  type ForeignObject,
  flagIn,
  integerIn,
  knownOnly,
  objectIn,
  objectsIn,
  textIn,
} from "../reading/foreign-fields.ts";
import { ipAddressIn } from "../reading/ip-address.ts";
import { classifier, kindOf } from "../reading/operation-class.ts";
import { missingField } from "../reading/refusal.ts";
import { bytesMoved, type MailItems, mailItems } from "./o365-amounts.ts";
import { actorType, nameOrNull, userAgent, userId } from "./o365-caller.ts";
import { grantDetails, keyDetails, requestedPermissions } from "./o365-consent.ts";
import { O365_FIELDS, type O365Fields } from "./o365-fields.ts";
import { auditProperties, newValue } from "./o365-properties.ts";
import { targetApp } from "./o365-target.ts";

/** The Office 365 (unified) audit: records of the Management Activity API, and Log Analytics' OfficeActivity rows. */
export const o365_audit: Feed = tableFeed("o365_audit", O365_FIELDS, map);

const o365Class = classifier(O365_AUDIT_RULES);

function map(fields: O365Fields): Mapped | Refusal {
  const event_id = textIn(fields.event_id);
  if (event_id === null) return missingField("Id");
  const operation = textIn(fields.operation);
  if (operation === null) return missingField("Operation");
  const { time } = fields;
  if (typeof time !== "string" && typeof time !== "number") return missingField("CreationTime");
  return { kind: "event", event: act(fields, { event_id, at: eventTime(time), operation }) };
}

/** The event in one piece: to put objects together that were made apart costs a twentieth of what mapping does. */
function act(
  fields: O365Fields,
  { event_id, at, operation }: Pick<CommonEvent, "event_id" | "at"> & { readonly operation: string },
): CommonEvent {
  const access = objectIn(fields.app_access);
  const classified = o365Class(operation);
  const client_app_id = clientAppId(fields, access);
  const caller = textIn(fields.caller);
  const ip = ipAddressIn(caller);
  const app = appOf(fields, access, classified.operation_class, client_app_id);
  const mail = mailItems(fields);
  const { bytes_read, bytes_written } = bytesMoved(fields, classified.operation_class, mail);
  return {
    event_id,
    at,
    kind: kindOf(classified),
    app_id: app.app_id,
    app_name: app.app_name,
    user_id: userId(fields),
    actor_type: actorType(fields, client_app_id),
    operation,
    operation_class: classified.operation_class,
    service: textIn(fields.workload),
    resource: textIn(fields.object_id),
    outcome: outcome(fields, operation),
    status_code: integerIn(fields.error_number),
    bytes_read,
    bytes_written,
    ip,
    user_agent: userAgent(fields),
    count: amountIn(fields.operation_count),
    details: knownOnly(commonDetails(fields, access, mail), app.details, { caller: ip === null ? caller : null }),
  };
}

/** `AppId` comes last: it is often the API that was called. */
function clientAppId(fields: O365Fields, access: ForeignObject): string | null {
  return firstAppId([
    access["ClientAppId"],
    fields.client_app_id,
    fields.application_id,
    fields.aad_app_id,
    fields.app_id,
  ]);
}

interface AppOfRecord {
  readonly app_id: string | null;
  readonly app_name: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The app acted on where a record changes one, else the app that acts. */
function appOf(
  fields: O365Fields,
  access: ForeignObject,
  operation_class: OperationClass,
  client_app_id: string | null,
): AppOfRecord {
  const client_name = nameOrNull(textIn(access["ClientAppName"]) ?? textIn(fields.application_name));
  if (!CHANGES_AN_APP.has(operation_class)) return { app_id: client_app_id, app_name: client_name, details: {} };
  const modified = auditProperties(fields.modified_properties);
  const { app_id, app_name, object_id, api_name } = targetApp(fields, modified);
  const details = {
    target_object_id: object_id,
    api_name,
    acting_client_id: client_app_id,
    acting_client_name: client_name ?? actingName(fields),
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

function actingName(fields: O365Fields): string | null {
  return textIn(objectsIn(fields.actor).find((actor) => textIn(actor["Type"]) === ACTOR_NAME)?.["ID"]);
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
function outcome(fields: O365Fields, operation: string): Outcome {
  if (operation.toLowerCase() === "userloginfailed") return "error";
  const status = fields.result_status;
  const text = typeof status === "boolean" ? String(status) : textIn(status);
  return OUTCOMES.get(text?.toLowerCase() ?? "") ?? "unknown";
}

/** Evidence, and never what people searched for or wrote. */
function commonDetails(fields: O365Fields, access: ForeignObject, mail: MailItems): Record<string, unknown> {
  const properties = auditProperties(fields.operation_properties);
  return {
    feed_tenant: textIn(fields.tenant_id),
    record_type: textIn(fields.record_type),
    user_type: textIn(fields.user_type),
    user_key: nameOrNull(textIn(fields.user_key)),
    api_id: textIn(access["APIId"]),
    unique_token_id: textIn(access["UniqueTokenId"]),
    session_id: textIn(access["AADSessionId"]) ?? textIn(fields.session_id),
    correlation_id: textIn(access["CorrelationId"]) ?? textIn(fields.correlation_id),
    authentication_type: textIn(fields.authentication_type),
    logon_error: textIn(fields.logon_error),
    logon_type: textIn(fields.logon_type),
    external_access: flagIn(fields.external_access),
    mailbox_owner: textIn(fields.mailbox_owner),
    mail_access_type: newValue(properties, "MailAccessType"),
    is_throttled: flagIn(newValue(properties, "IsThrottled")),
    mail_items: mail.items,
    site_url: textIn(fields.site_url),
    sensitivity_label: textIn(fields.sensitivity_label),
  };
}
