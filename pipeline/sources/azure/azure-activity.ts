import type { ActorType, CommonEvent, Outcome } from "../../../schemas/common-event.ts";
import { AZURE_ACTIVITY_RULES } from "../../../schemas/operation-classes/azure-activity.ts";
import type { Feed, Mapped, Refusal } from "../../core/feed.ts";
import { appIdIn } from "../reading/app-ids.ts";
import { eventTime } from "../reading/event-time.ts";
import {
  amountIn,
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
import { azureCaller } from "./azure-caller.ts";
import { AZURE_FIELDS, type AzureFields } from "./azure-fields.ts";

/**
 * Azure Monitor: operations of Resource Manager (the activity log) and Key Vault's audit events, as diagnostic streams
 * write them or as rows of Log Analytics' AzureActivity, AzureDiagnostics and AZKVAuditLogs.
 */
export const azure_activity: Feed = { source: "azure_activity", map, reads_csv: true };

const azureClass = classifier(AZURE_ACTIVITY_RULES);

function map(record: unknown): Mapped | Refusal {
  if (!isForeignObject(record)) return notAnObject(record);
  const fields = AZURE_FIELDS(record);
  const name = textIn(fields.operation);
  if (name === null) return missingField("operationName");
  const { time } = fields;
  if (typeof time !== "string" && typeof time !== "number") return missingField("time");
  // Streams give an operation no id of its own: beginning and end of one share their correlation id.
  const event_id = textIn(fields.event_id) ?? stableHash(record);
  return { kind: "event", event: { event_id, at: eventTime(time), ...act(fields, name) } };
}

function act(fields: AzureFields, name: string): Omit<CommonEvent, "event_id" | "at"> {
  const properties = objectIn(fields.properties);
  const identity = objectIn(fields.identity);
  const authorization = objectIn(identity["authorization"] ?? fields.authorization);
  const caller = azureCaller(fields, identity);
  const operation = spelled(name, authorization);
  const classified = azureClass(operation);
  const status_code = integerIn(properties["httpStatusCode"] ?? fields.http_status);
  const from = textIn(fields.caller_ip) ?? caller.ip;
  const ip = ipAddressIn(from);
  return {
    kind: kindOf(classified),
    app_id: appIdIn(caller.app_id),
    user_id: caller.user_id,
    actor_type: caller.actor_type satisfies ActorType,
    operation,
    operation_class: classified.operation_class,
    service: serviceOf(operation, fields),
    resource: resourceOf(properties, fields),
    outcome: outcome(status_code, fields),
    status_code,
    ip,
    user_agent: textIn(properties["clientInfo"] ?? fields.user_agent),
    duration_ms: amountIn(fields.duration_ms),
    details: details(fields, properties, authorization, ip === null ? from : null),
  };
}

/** The stream shouts (`MICROSOFT.COMPUTE/...`); the authorization beside it spells the same operation as usual. */
function spelled(name: string, authorization: ForeignObject): string {
  const action = textIn(authorization["action"]);
  return action?.toLowerCase() === name.toLowerCase() ? action : name;
}

/** `microsoft.compute`: the provider whose operation it is, or whose resource. */
function serviceOf(operation: string, fields: AzureFields): string | null {
  if (operation.includes("/")) return operation.slice(0, operation.indexOf("/")).toLowerCase();
  return PROVIDER.exec(textIn(fields.resource_id) ?? "")?.[1]?.toLowerCase() ?? null;
}

const PROVIDER = /\/providers\/([^/]+)/i;

/** A vault's event names the secret by its address; without its query it is the object. Azure's ids know no case. */
function resourceOf(properties: ForeignObject, fields: AzureFields): string | null {
  const object = textIn(properties["id"]) ?? textIn(properties["requestUri"] ?? fields.object_id);
  return (object?.replace(/\?.*$/, "") ?? textIn(fields.resource_id))?.toLowerCase() ?? null;
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ["success", "ok"],
  ["succeeded", "ok"],
  ["accept", "ok"],
  ["accepted", "ok"],
  ["failure", "error"],
  ["failed", "error"],
]);
const FIRST_ERROR_STATUS = 400;

/** A vault says `Success` of calls it forbade; the status tells. What has only begun is not known yet. */
function outcome(status_code: number | null, fields: AzureFields): Outcome {
  if (status_code !== null) return status_code >= FIRST_ERROR_STATUS ? "error" : "ok";
  return OUTCOMES.get(textIn(fields.status)?.toLowerCase() ?? "") ?? "unknown";
}

function details(fields: AzureFields, properties: ForeignObject, authorization: ForeignObject, caller: string | null) {
  const evidence = objectIn(authorization["evidence"]);
  return knownOnly({
    feed_tenant: textIn(fields.tenant_id),
    caller,
    category: textIn(fields.category),
    result: textIn(fields.result),
    result_signature: textIn(fields.result_signature),
    correlation_id: textIn(fields.correlation_id),
    scope: textIn(authorization["scope"]),
    role: textIn(evidence["role"]),
    role_assignment_id: textIn(evidence["roleAssignmentId"]),
    principal_id: textIn(evidence["principalId"]),
    principal_type: textIn(evidence["principalType"]),
    resource_id: textIn(fields.resource_id)?.toLowerCase(),
    trusted_service: textIn(properties["trustedService"]),
  });
}
