import type { ActorType, CommonEvent, Outcome } from "../../schemas/common-event.ts";
import { AZURE_ACTIVITY_RULES } from "../../schemas/operation-classes/azure-activity.ts";
import type { Feed, Mapped, Refusal } from "../core/feed.ts";
import { appIdIn } from "./app-ids.ts";
import { azureCaller } from "./azure-caller.ts";
import { eventTime } from "./event-time.ts";
import {
  amountIn,
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
import { stableHash } from "./stable-hash.ts";

/**
 * Azure Monitor: operations of Resource Manager (the activity log) and Key Vault's audit events, as diagnostic streams
 * write them or as rows of Log Analytics' AzureActivity, AzureDiagnostics and AZKVAuditLogs.
 */
export const azure_activity: Feed = { source: "azure_activity", map };

const azureClass = classifier(AZURE_ACTIVITY_RULES);

function map(record: unknown): Mapped | Refusal {
  if (!isForeignObject(record)) return notAnObject(record);
  const field = fieldReader(record);
  const name = textIn(field("operationName", "OperationNameValue", "OperationName"));
  if (name === null) return missingField("operationName");
  const time = field("time", "TimeGenerated", "eventTimestamp");
  if (typeof time !== "string" && typeof time !== "number") return missingField("time");
  // Streams give an operation no id of its own: beginning and end of one share their correlation id.
  const event_id = textIn(field("EventDataId", "eventDataId")) ?? stableHash(record);
  return { kind: "event", event: { event_id, at: eventTime(time), ...act(field, name) } };
}

function act(field: FieldReader, name: string): Omit<CommonEvent, "event_id" | "at"> {
  const properties = objectIn(field("properties", "Properties"));
  const identity = objectIn(field("identity", "Identity"));
  const caller = azureCaller(field, identity);
  const operation = spelled(name, objectIn(identity["authorization"] ?? field("Authorization")));
  const classified = azureClass(operation);
  const status_code = integerIn(properties["httpStatusCode"] ?? field("httpStatusCode_d", "HttpStatusCode"));
  const from = textIn(field("callerIpAddress", "CallerIpAddress", "CallerIPAddress")) ?? caller.ip;
  const ip = ipAddressIn(from);
  return {
    kind: kindOf(classified),
    app_id: appIdIn(caller.app_id),
    user_id: caller.user_id,
    actor_type: caller.actor_type satisfies ActorType,
    operation,
    operation_class: classified.operation_class,
    service: serviceOf(operation, field),
    resource: resourceOf(properties, field),
    outcome: outcome(status_code, field),
    status_code,
    ip,
    user_agent: textIn(properties["clientInfo"] ?? field("clientInfo_s", "ClientInfo")),
    duration_ms: amountIn(field("durationMs", "DurationMs")),
    details: details(field, properties, identity, ip === null ? from : null),
  };
}

/** The stream shouts (`MICROSOFT.COMPUTE/...`); the authorization beside it spells the same operation as usual. */
function spelled(name: string, authorization: ForeignObject): string {
  const action = textIn(authorization["action"]);
  return action?.toLowerCase() === name.toLowerCase() ? action : name;
}

/** `microsoft.compute`: the provider whose operation it is, or whose resource. */
function serviceOf(operation: string, field: FieldReader): string | null {
  if (operation.includes("/")) return operation.slice(0, operation.indexOf("/")).toLowerCase();
  const resource_id = textIn(field("resourceId", "ResourceId", "_ResourceId")) ?? "";
  return PROVIDER.exec(resource_id)?.[1]?.toLowerCase() ?? null;
}

const PROVIDER = /\/providers\/([^/]+)/i;

/** A vault's event names the secret by its address; without its query it is the object. Azure's ids know no case. */
function resourceOf(properties: ForeignObject, field: FieldReader): string | null {
  const object =
    textIn(properties["id"]) ?? textIn(properties["requestUri"] ?? field("id_s", "requestUri_s", "RequestUri"));
  const resource_id = textIn(field("resourceId", "_ResourceId", "ResourceId"));
  return (object?.replace(/\?.*$/, "") ?? resource_id)?.toLowerCase() ?? null;
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
function outcome(status_code: number | null, field: FieldReader): Outcome {
  if (status_code !== null) return status_code >= FIRST_ERROR_STATUS ? "error" : "ok";
  const result = textIn(field("resultType", "ResultType", "ActivityStatusValue", "ActivityStatus"));
  return OUTCOMES.get(result?.toLowerCase() ?? "") ?? "unknown";
}

function details(field: FieldReader, properties: ForeignObject, identity: ForeignObject, caller: string | null) {
  const authorization = objectIn(identity["authorization"] ?? field("Authorization"));
  const evidence = objectIn(authorization["evidence"]);
  return knownOnly({
    feed_tenant: textIn(field("tenantId")),
    caller,
    category: textIn(field("category", "CategoryValue", "Category")),
    result: textIn(field("resultType", "ResultType", "ActivityStatusValue")),
    result_signature: textIn(field("resultSignature", "ResultSignature", "ActivitySubstatusValue")),
    correlation_id: textIn(field("correlationId", "CorrelationId")),
    scope: textIn(authorization["scope"]),
    role: textIn(evidence["role"]),
    role_assignment_id: textIn(evidence["roleAssignmentId"]),
    principal_id: textIn(evidence["principalId"]),
    principal_type: textIn(evidence["principalType"]),
    resource_id: textIn(field("resourceId", "_ResourceId", "ResourceId"))?.toLowerCase(),
    trusted_service: textIn(properties["trustedService"]),
  });
}
