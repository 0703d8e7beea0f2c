import type { ActorType, CommonEvent, Outcome } from "../../schemas/common-event.ts";
import { MS_GRAPH_ACTIVITY_RULES } from "../../schemas/operation-classes/ms-graph-activity.ts";
import type { Feed, Mapped, Refusal } from "../core/feed.ts";
import { appIdIn } from "./app-ids.ts";
import { eventTime } from "./event-time.ts";
import { amountIn, type FieldReader, integerIn, isForeignObject, knownOnly, textIn } from "./foreign-fields.ts";
import { graphPath } from "./graph-template.ts";
import { graphWorkload } from "./graph-workload.ts";
import { ipAddressIn } from "./ip-address.ts";
import { layeredFields } from "./layered-fields.ts";
import { classifier, kindOf } from "./operation-class.ts";
import { missingField, notAnObject } from "./refusal.ts";

/** Microsoft Graph activity logs: records of the diagnostic stream, and Log Analytics' MicrosoftGraphActivityLogs rows. */
export const ms_graph_activity: Feed = { source: "ms_graph_activity", map };

const graphClass = classifier(MS_GRAPH_ACTIVITY_RULES);

function map(record: unknown): Mapped | Refusal {
  if (!isForeignObject(record)) return notAnObject(record);
  const field = layeredFields(record);
  const event_id = textIn(field("requestId", "RequestId"));
  if (event_id === null) return missingField("requestId");
  const time = field("time", "TimeGenerated", "timeGenerated");
  if (typeof time !== "string" && typeof time !== "number") return missingField("time");
  const method = textIn(field("requestMethod", "RequestMethod"));
  if (method === null) return missingField("requestMethod");
  const uri = textIn(field("requestUri", "RequestUri"));
  if (uri === null) return missingField("requestUri");
  return { kind: "event", event: { event_id, at: eventTime(time), ...call(field, method.toUpperCase(), uri) } };
}

function call(field: FieldReader, method: string, uri: string): Omit<CommonEvent, "event_id" | "at"> {
  const path = graphPath(uri);
  const operation = `${method} ${path.template}`;
  const classified = graphClass(operation);
  const status_code = integerIn(field("responseStatusCode", "ResponseStatusCode", "resultSignature"));
  const caller = textIn(field("ipAddress", "IPAddress", "callerIpAddress"));
  const ip = ipAddressIn(caller);
  return {
    kind: kindOf(classified),
    app_id: appIdIn(field("appId", "AppId")),
    ...actor(field),
    operation,
    operation_class: classified.operation_class,
    method,
    service: graphWorkload(path.segments),
    resource: path.object,
    outcome: outcome(status_code),
    status_code,
    bytes_read: amountIn(field("responseSizeBytes", "ResponseSizeBytes")),
    ip,
    user_agent: textIn(field("userAgent", "UserAgent")),
    duration_ms: amountIn(field("durationMs", "DurationMs")),
    details: details(field, ip === null ? caller : null),
  };
}

/** A call with roles is the app's own, one with scopes is made for a user. */
function actor(field: FieldReader): { readonly user_id: string | null; readonly actor_type: ActorType } {
  const user_id = textIn(field("userId", "UserId"));
  if (user_id !== null && textIn(field("scopes", "Scopes")) !== null) return { user_id, actor_type: "delegated" };
  const app_only =
    textIn(field("servicePrincipalId", "ServicePrincipalId")) !== null && textIn(field("roles", "Roles")) !== null;
  return { user_id, actor_type: app_only ? "app_only" : "unknown" };
}

const FIRST_ERROR_STATUS = 400;

function outcome(status_code: number | null): Outcome {
  if (status_code === null) return "unknown";
  return status_code >= FIRST_ERROR_STATUS ? "error" : "ok";
}

const CLIENT_AUTH_METHODS: ReadonlyMap<string, string> = new Map([
  ["0", "public"],
  ["1", "secret"],
  ["2", "certificate"],
]);

function details(field: FieldReader, caller: string | null): Record<string, unknown> | null {
  const auth_method = textIn(field("clientAuthMethod", "ClientAuthMethod"));
  return knownOnly({
    feed_tenant: textIn(field("tenantId", "AadTenantId")),
    caller,
    service_principal_id: textIn(field("servicePrincipalId", "ServicePrincipalId")),
    unique_token_id: textIn(field("signInActivityId", "SignInActivityId")),
    client_auth_method: auth_method === null ? null : (CLIENT_AUTH_METHODS.get(auth_method) ?? auth_method),
    scopes: textIn(field("scopes", "Scopes")),
    roles: textIn(field("roles", "Roles")),
    api_version: textIn(field("apiVersion", "ApiVersion")),
    operation_id: textIn(field("operationId", "OperationId", "correlationId")),
    client_request_id: textIn(field("clientRequestId", "ClientRequestId")),
    session_id: textIn(field("sessionId", "SessionId")),
    device_id: textIn(field("deviceId", "DeviceId")),
    serving_region: textIn(field("location", "Location")),
  });
}
