import type { CommonEvent, Outcome } from "../../schemas/common-event.ts";
import { DIRECTORY_AUDIT_RULES } from "../../schemas/operation-classes/entra-audit.ts";
import type { OperationClass } from "../../schemas/operation-classes/operation-rule.ts";
import type { Feed, Mapped, Refusal } from "../core/feed.ts";
import { appIdIn } from "./app-ids.ts";
import { auditedApp } from "./entra-target.ts";
import { eventTime } from "./event-time.ts";
import {
  type FieldReader,
  type ForeignObject,
  isForeignObject,
  knownOnly,
  objectIn,
  objectsIn,
  textIn,
} from "./foreign-fields.ts";
import { ipAddressIn } from "./ip-address.ts";
import { layeredFields } from "./layered-fields.ts";
import { auditProperties, newValue } from "./o365-properties.ts";
import { type Classified, classifier, kindOf } from "./operation-class.ts";
import { missingField, notAnObject } from "./refusal.ts";

/** Entra's directory audit: the diagnostic stream, and Log Analytics' AuditLogs rows, whose lists are JSON texts. */
export const entra_audit: Feed = { source: "entra_audit", map };

const directoryClass = classifier(DIRECTORY_AUDIT_RULES);

function map(record: unknown): Mapped | Refusal {
  if (!isForeignObject(record)) return notAnObject(record);
  const field = layeredFields(record);
  const event_id = textIn(field("id", "Id"));
  if (event_id === null) return missingField("Id");
  const operation = textIn(field("activityDisplayName", "OperationName", "operationName"));
  if (operation === null) return missingField("OperationName");
  const time = field("activityDateTime", "ActivityDateTime", "TimeGenerated", "time");
  if (typeof time !== "string" && typeof time !== "number") return missingField("ActivityDateTime");
  return { kind: "event", event: { event_id, at: eventTime(time), ...change(field, operation) } };
}

function change(field: FieldReader, operation: string): Omit<CommonEvent, "event_id" | "at"> {
  const targets = objectsIn(field("targetResources", "TargetResources"));
  const classified = classOf(operation, targets[0]);
  const initiated = objectIn(field("initiatedBy", "InitiatedBy"));
  const user = objectIn(initiated["user"]);
  const client = objectIn(initiated["app"]);
  const caller = textIn(user["ipAddress"]) ?? textIn(field("callerIpAddress"));
  const ip = ipAddressIn(caller);
  const additional = additionalDetails(field("additionalDetails", "AdditionalDetails"));
  const app = appOf(classified.operation_class, targets, client, additional);
  return {
    kind: kindOf(classified),
    app_id: app.app_id,
    app_name: app.app_name,
    ...actor(user, client),
    operation,
    operation_class: classified.operation_class,
    service: textIn(field("loggedByService", "LoggedByService")),
    resource: textIn(targets[0]?.["id"]),
    outcome: OUTCOMES.get(textIn(field("result", "Result"))?.toLowerCase() ?? "") ?? "unknown",
    ip,
    user_agent: newValue(additional, "User-Agent") ?? textIn(field("userAgent", "UserAgent")),
    details: knownOnly(app.details, commonDetails(field, targets), { caller: ip === null ? caller : null }),
  };
}

/** An account is disabled under one name, be it a person's or an app's. */
function classOf(operation: string, target: ForeignObject | undefined): Classified {
  const by_type = directoryClass(`${operation.trim()} of ${textIn(target?.["type"]) ?? ""}`);
  return by_type.operation_class === "other" ? directoryClass(operation) : by_type;
}

interface AppOfChange {
  readonly app_id: string | null;
  readonly app_name: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The app a record changes, else the app that acts. */
function appOf(
  operation_class: OperationClass,
  targets: readonly ForeignObject[],
  client: ForeignObject,
  additional: ReadonlyMap<string, ForeignObject>,
): AppOfChange {
  const client_id = appIdIn(client["appId"]);
  const client_name = textIn(client["displayName"]);
  const client_principal = textIn(client["servicePrincipalId"]);
  if (operation_class === "other") {
    return { app_id: client_id, app_name: client_name, details: { service_principal_id: client_principal } };
  }
  const { app_id, app_name, details } = auditedApp(targets, additional, operation_class);
  const acting = {
    acting_client_id: client_id,
    acting_client_name: client_name,
    acting_principal_id: client_principal,
  };
  return { app_id, app_name, details: { ...details, ...acting } };
}

function actor(user: ForeignObject, client: ForeignObject): Pick<CommonEvent, "user_id" | "actor_type"> {
  const name = textIn(user["userPrincipalName"]);
  const user_id = name === null ? textIn(user["id"]) : name.toLowerCase();
  if (user_id !== null) return { user_id, actor_type: "user" };
  const acts = [client["appId"], client["servicePrincipalId"], client["displayName"]].some((id) => textIn(id) !== null);
  return { user_id: null, actor_type: acts ? "app_only" : "unknown" };
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ["success", "ok"],
  ["failure", "error"],
  ["timeout", "error"],
]);

/** A list of `{key, value}`, by lower-case key. */
function additionalDetails(list: unknown) {
  return auditProperties(objectsIn(list).map((row) => ({ Name: row["key"], Value: row["value"] })));
}

function commonDetails(field: FieldReader, targets: readonly ForeignObject[]): Record<string, unknown> {
  return {
    feed_tenant: textIn(field("tenantId", "AADTenantId")),
    category: textIn(field("category", "Category")),
    correlation_id: textIn(field("correlationId", "CorrelationId")),
    target_type: textIn(targets[0]?.["type"]),
    target_user: textIn(targets.find((target) => textIn(target["type"]) === "User")?.["userPrincipalName"]),
    result_reason: textIn(field("resultReason", "ResultReason", "ResultDescription")),
  };
}
