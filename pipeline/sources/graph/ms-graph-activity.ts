import type { ActorType, CommonEvent, Outcome } from "../../../schemas/common-event.ts";
import { MS_GRAPH_ACTIVITY_RULES } from "../../../schemas/operation-classes/ms-graph-activity.ts";
import type { Feed, Mapped, Refusal } from "../../core/feed.ts";
import { appIdIn } from "../reading/app-ids.ts";
import { eventTime } from "../reading/event-time.ts";
import { fieldTable, tableFeed } from "../reading/field-table.ts";
import { amountIn, integerIn, knownOnly, textIn } from "../reading/foreign-fields.ts";
import { ipAddressIn } from "../reading/ip-address.ts";
import { classifier, kindOf } from "../reading/operation-class.ts";
import { missingField } from "../reading/refusal.ts";
import { graphPath } from "./graph-template.ts";
import { graphWorkload } from "./graph-workload.ts";

/** What the activity log calls the fields that we read: in a stream and in Log Analytics. */
const GRAPH_FIELDS = fieldTable(
  {
    event_id: ["requestId", "RequestId"],
    time: ["time", "TimeGenerated", "timeGenerated"],
    method: ["requestMethod", "RequestMethod"],
    uri: ["requestUri", "RequestUri"],
    status_code: ["responseStatusCode", "ResponseStatusCode", "resultSignature"],
    caller: ["ipAddress", "IPAddress", "callerIpAddress"],
    app_id: ["appId", "AppId"],
    response_bytes: ["responseSizeBytes", "ResponseSizeBytes"],
    user_agent: ["userAgent", "UserAgent"],
    duration_ms: ["durationMs", "DurationMs"],
    user_id: ["userId", "UserId"],
    scopes: ["scopes", "Scopes"],
    service_principal_id: ["servicePrincipalId", "ServicePrincipalId"],
    roles: ["roles", "Roles"],
    client_auth_method: ["clientAuthMethod", "ClientAuthMethod"],
    tenant_id: ["tenantId", "AadTenantId", "aadTenantId"],
    sign_in_activity_id: ["signInActivityId", "SignInActivityId"],
    api_version: ["apiVersion", "ApiVersion"],
    operation_id: ["operationId", "OperationId", "correlationId"],
    client_request_id: ["clientRequestId", "ClientRequestId"],
    session_id: ["sessionId", "SessionId"],
    device_id: ["deviceId", "DeviceId"],
    region: ["location", "Location"],
  },
  "properties",
);

type GraphFields = ReturnType<typeof GRAPH_FIELDS>;

/** Microsoft Graph activity logs: records of the diagnostic stream, and Log Analytics' MicrosoftGraphActivityLogs rows. */
export const ms_graph_activity: Feed = {
  ...tableFeed("ms_graph_activity", GRAPH_FIELDS, map),
  reads_csv: true,
};

const graphClass = classifier(MS_GRAPH_ACTIVITY_RULES);

function map(fields: GraphFields): Mapped | Refusal {
  const event_id = textIn(fields.event_id);
  if (event_id === null) return missingField("requestId");
  const { time } = fields;
  if (typeof time !== "string" && typeof time !== "number") return missingField("time");
  const method = textIn(fields.method);
  if (method === null) return missingField("requestMethod");
  const uri = textIn(fields.uri);
  if (uri === null) return missingField("requestUri");
  return { kind: "event", event: call(fields, { event_id, at: eventTime(time), method: method.toUpperCase(), uri }) };
}

interface Call extends Pick<CommonEvent, "event_id" | "at"> {
  readonly method: string;
  readonly uri: string;
}

/** The event in one piece: to put objects together that were made apart costs a twentieth of what mapping does. */
function call(fields: GraphFields, { event_id, at, method, uri }: Call): CommonEvent {
  const path = graphPath(uri);
  const operation = `${method} ${path.template}`;
  const classified = graphClass(operation);
  const status_code = integerIn(fields.status_code);
  const caller = textIn(fields.caller);
  const ip = ipAddressIn(caller);
  const { user_id, actor_type } = actor(fields);
  return {
    event_id,
    at,
    kind: kindOf(classified),
    app_id: appIdIn(fields.app_id),
    user_id,
    actor_type,
    operation,
    operation_class: classified.operation_class,
    method,
    service: graphWorkload(path.segments),
    resource: path.object,
    outcome: outcome(status_code),
    status_code,
    bytes_read: amountIn(fields.response_bytes),
    ip,
    user_agent: textIn(fields.user_agent),
    duration_ms: amountIn(fields.duration_ms),
    details: details(fields, ip === null ? caller : null),
  };
}

/** A call with roles is the app's own, one with scopes is made for a user. */
function actor(fields: GraphFields): { readonly user_id: string | null; readonly actor_type: ActorType } {
  const user_id = textIn(fields.user_id);
  if (user_id !== null && textIn(fields.scopes) !== null) return { user_id, actor_type: "delegated" };
  const app_only = textIn(fields.service_principal_id) !== null && textIn(fields.roles) !== null;
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

function details(fields: GraphFields, caller: string | null): Record<string, unknown> | null {
  const auth_method = textIn(fields.client_auth_method);
  return knownOnly({
    feed_tenant: textIn(fields.tenant_id),
    caller,
    service_principal_id: textIn(fields.service_principal_id),
    unique_token_id: textIn(fields.sign_in_activity_id),
    client_auth_method: auth_method === null ? null : (CLIENT_AUTH_METHODS.get(auth_method) ?? auth_method),
    scopes: textIn(fields.scopes),
    roles: textIn(fields.roles),
    api_version: textIn(fields.api_version),
    operation_id: textIn(fields.operation_id),
    client_request_id: textIn(fields.client_request_id),
    session_id: textIn(fields.session_id),
    device_id: textIn(fields.device_id),
    serving_region: textIn(fields.region),
  });
}
