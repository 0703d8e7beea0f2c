import type { CommonEvent, Outcome } from "../../../schemas/common-event.ts";
import { DIRECTORY_AUDIT_RULES } from "../../../schemas/operation-classes/entra-audit.ts";
import type { OperationClass } from "../../../schemas/operation-classes/operation-rule.ts";
import type { Feed, Mapped, Refusal } from "../../core/feed.ts";
import { auditProperties, newValue } from "../o365/o365-properties.ts";
import { appIdIn } from "../reading/app-ids.ts";
import { eventTime } from "../reading/event-time.ts";
import { fieldTable, tableFeed } from "../reading/field-table.ts";
import { type ForeignObject, knownOnly, objectIn, objectsIn, textIn } from "../reading/foreign-fields.ts";
import { ipAddressIn } from "../reading/ip-address.ts";
import { type Classified, classifier, kindOf } from "../reading/operation-class.ts";
import { missingField } from "../reading/refusal.ts";
import { auditedApp } from "./entra-target.ts";

/** What the directory audit calls the fields that we read: in a stream and in Log Analytics. */
const AUDIT_FIELDS = fieldTable(
  {
    event_id: ["id", "Id"],
    operation: ["activityDisplayName", "OperationName", "operationName"],
    time: ["activityDateTime", "ActivityDateTime", "TimeGenerated", "time"],
    targets: ["targetResources", "TargetResources"],
    initiated_by: ["initiatedBy", "InitiatedBy"],
    caller: ["callerIpAddress"],
    additional: ["additionalDetails", "AdditionalDetails"],
    service: ["loggedByService", "LoggedByService"],
    result: ["result", "Result"],
    result_reason: ["resultReason", "ResultReason", "ResultDescription"],
    user_agent: ["userAgent", "UserAgent"],
    tenant_id: ["tenantId", "AADTenantId"],
    category: ["category", "Category"],
    correlation_id: ["correlationId", "CorrelationId"],
  },
  "properties",
);

type AuditFields = ReturnType<typeof AUDIT_FIELDS>;

/** Entra's directory audit: the diagnostic stream, and Log Analytics' AuditLogs rows, whose lists are JSON texts. */
export const entra_audit: Feed = { ...tableFeed("entra_audit", AUDIT_FIELDS, map), reads_csv: true };

const directoryClass = classifier(DIRECTORY_AUDIT_RULES);

function map(fields: AuditFields): Mapped | Refusal {
  const event_id = textIn(fields.event_id);
  if (event_id === null) return missingField("Id");
  const operation = textIn(fields.operation);
  if (operation === null) return missingField("OperationName");
  const { time } = fields;
  if (typeof time !== "string" && typeof time !== "number") return missingField("ActivityDateTime");
  return { kind: "event", event: { event_id, at: eventTime(time), ...change(fields, operation) } };
}

function change(fields: AuditFields, operation: string): Omit<CommonEvent, "event_id" | "at"> {
  const targets = objectsIn(fields.targets);
  const classified = classOf(operation, targets[0]);
  const initiated = objectIn(fields.initiated_by);
  const user = objectIn(initiated["user"]);
  const client = objectIn(initiated["app"]);
  const caller = textIn(user["ipAddress"]) ?? textIn(fields.caller);
  const ip = ipAddressIn(caller);
  const additional = additionalDetails(fields.additional);
  const app = appOf(classified.operation_class, targets, client, additional);
  return {
    kind: kindOf(classified),
    app_id: app.app_id,
    app_name: app.app_name,
    ...actor(user, client),
    operation,
    operation_class: classified.operation_class,
    service: textIn(fields.service),
    resource: textIn(targets[0]?.["id"]),
    outcome: OUTCOMES.get(textIn(fields.result)?.toLowerCase() ?? "") ?? "unknown",
    ip,
    user_agent: newValue(additional, "User-Agent") ?? textIn(fields.user_agent),
    details: knownOnly(app.details, commonDetails(fields, targets), { caller: ip === null ? caller : null }),
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

function commonDetails(fields: AuditFields, targets: readonly ForeignObject[]): Record<string, unknown> {
  return {
    feed_tenant: textIn(fields.tenant_id),
    category: textIn(fields.category),
    correlation_id: textIn(fields.correlation_id),
    target_type: textIn(targets[0]?.["type"]),
    target_user: textIn(targets.find((target) => textIn(target["type"]) === "User")?.["userPrincipalName"]),
    result_reason: textIn(fields.result_reason),
  };
}
