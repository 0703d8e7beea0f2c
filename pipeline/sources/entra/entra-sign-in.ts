import type { ActorType, CommonEvent } from "../../../schemas/common-event.ts";
import { ENTRA_SIGN_IN_RULES } from "../../../schemas/operation-classes/entra-sign-in.ts";
import type { Feed, Mapped, Refusal } from "../../core/feed.ts";
import { appIdIn, isGuid } from "../reading/app-ids.ts";
import { eventTime } from "../reading/event-time.ts";
import { fieldTable } from "../reading/field-table.ts";
import {
  amountIn,
  type ForeignObject,
  flagIn,
  integerIn,
  isForeignObject,
  knownOnly,
  objectIn,
  textIn,
} from "../reading/foreign-fields.ts";
import { ipAddressIn } from "../reading/ip-address.ts";
import { classifier, kindOf } from "../reading/operation-class.ts";
import { missingField, notAnObject } from "../reading/refusal.ts";

const APP_ID = ["appId", "AppId"] as const;

/** What sign-in logs call the fields that we read: in a stream and in Log Analytics. */
const SIGN_IN_FIELDS = fieldTable(
  {
    event_id: ["id", "Id"],
    time: ["createdDateTime", "CreatedDateTime", "time", "TimeGenerated"],
    app_id: APP_ID,
    app_name: ["servicePrincipalName", "ServicePrincipalName", "appDisplayName", "AppDisplayName"],
    user_name: ["userPrincipalName", "UserPrincipalName"],
    user_object_id: ["userId", "UserId"],
    api_name: ["resourceDisplayName", "ResourceDisplayName"],
    api_id: ["resourceIdentity", "ResourceIdentity", "resourceId"],
    status: ["status", "Status"],
    result_type: ["resultType", "ResultType"],
    result_description: ["resultDescription", "ResultDescription"],
    location: ["location", "LocationDetails"],
    caller: ["ipAddress", "IPAddress", "callerIpAddress"],
    user_agent: ["userAgent", "UserAgent"],
    duration_ms: ["processingTimeInMilliseconds", "durationMs", "DurationMs"],
    tenant_id: ["tenantId", "AADTenantId"],
    category: ["category", "Category"],
    service_principal_id: ["servicePrincipalId", "ServicePrincipalId"],
    credential_key_id: ["servicePrincipalCredentialKeyId", "ServicePrincipalCredentialKeyId"],
    credential_thumbprint: ["servicePrincipalCredentialThumbprint", "ServicePrincipalCredentialThumbprint"],
    unique_token_id: ["uniqueTokenIdentifier", "UniqueTokenIdentifier"],
    correlation_id: ["correlationId", "CorrelationId"],
    client_app_used: ["clientAppUsed", "ClientAppUsed"],
    conditional_access: ["conditionalAccessStatus", "ConditionalAccessStatus"],
    is_interactive: ["isInteractive", "IsInteractive"],
    risk_level: ["riskLevelDuringSignIn", "RiskLevelDuringSignIn"],
  },
  "properties",
);

type SignInFields = ReturnType<typeof SIGN_IN_FIELDS>;

/**
 * Entra sign-ins of users, service principals and managed identities: the diagnostic stream, and Log Analytics'
 * SigninLogs, AADNonInteractiveUserSignInLogs and AADServicePrincipalSignInLogs rows.
 */
export const entra_sign_in: Feed = { source: "entra_sign_in", map, reads_csv: true };

const OPERATION = "Sign-in activity";
const CLASSIFIED = classifier(ENTRA_SIGN_IN_RULES)(OPERATION);
const KIND = kindOf(CLASSIFIED);

function map(record: unknown): Mapped | Refusal {
  if (!isForeignObject(record)) return notAnObject(record);
  const fields = SIGN_IN_FIELDS(record);
  const event_id = textIn(fields.event_id);
  if (event_id === null) return missingField("id");
  const { time } = fields;
  if (typeof time !== "string" && typeof time !== "number") return missingField("createdDateTime");
  const app_id = appIdIn(fields.app_id);
  if (app_id === null && !hasAppField(record)) return missingField("appId");
  return { kind: "event", event: signIn(fields, record, { event_id, at: eventTime(time), app_id }) };
}

type Known = Pick<CommonEvent, "event_id" | "at"> & { readonly app_id: string | null };

function signIn(fields: SignInFields, record: ForeignObject, { event_id, at, app_id }: Known): CommonEvent {
  const user_id = userId(fields);
  const status = objectIn(fields.status);
  const status_code = integerIn(status["errorCode"]) ?? integerIn(fields.result_type);
  const location = objectIn(fields.location);
  const caller = textIn(fields.caller);
  const ip = ipAddressIn(caller);
  return {
    event_id,
    at,
    app_id,
    kind: KIND,
    app_name: textIn(fields.app_name),
    user_id,
    actor_type: actorType(app_id, user_id),
    operation: OPERATION,
    operation_class: CLASSIFIED.operation_class,
    service: "directory",
    resource: textIn(fields.api_name),
    outcome: outcome(status_code),
    status_code,
    ip,
    country: textIn(location["countryOrRegion"]) ?? countryCode(record["location"] ?? record["Location"]),
    user_agent: textIn(fields.user_agent),
    duration_ms: amountIn(fields.duration_ms) || null,
    details: details(fields, status, ip === null ? caller : null),
  };
}

function outcome(code: number | null): "ok" | "error" | "unknown" {
  if (code === null) return "unknown";
  return code === 0 ? "ok" : "error";
}

/** The person who signed in, e-mail-like names in lower case. Service principals and managed identities have none. */
function userId(fields: SignInFields): string | null {
  return textIn(fields.user_name)?.toLowerCase() ?? textIn(fields.user_object_id);
}

/** The API that was signed in to; a field of the same name elsewhere holds the path of the tenant. */
function apiId(value: unknown): string | null {
  const id = appIdIn(value);
  return id !== null && isGuid(id) ? id : null;
}

const COUNTRY_CODE = /^[A-Z]{2}$/;

function countryCode(value: unknown): string | null {
  const text = textIn(value);
  return text !== null && COUNTRY_CODE.test(text) ? text : null;
}

function details(fields: SignInFields, status: ForeignObject, caller: string | null): Record<string, unknown> | null {
  return knownOnly({
    feed_tenant: textIn(fields.tenant_id),
    caller,
    category: textIn(fields.category),
    service_principal_id: textIn(fields.service_principal_id),
    credential_key_id: textIn(fields.credential_key_id),
    credential_thumbprint: textIn(fields.credential_thumbprint),
    unique_token_id: textIn(fields.unique_token_id),
    api_id: apiId(fields.api_id),
    correlation_id: textIn(fields.correlation_id),
    user_object_id: textIn(fields.user_object_id),
    client_app_used: textIn(fields.client_app_used),
    conditional_access: textIn(fields.conditional_access),
    is_interactive: flagIn(fields.is_interactive),
    failure_reason: textIn(status["failureReason"]) ?? textIn(fields.result_description),
    risk_level: textIn(fields.risk_level),
  });
}

/** A person's sign-in may leave its app empty; one without the field is of a form that we do not know. */
function hasAppField(record: ForeignObject): boolean {
  const inner = objectIn(record["properties"]);
  return APP_ID.some((name) => record[name] !== undefined || inner[name] !== undefined);
}

function actorType(app_id: string | null, user_id: string | null): ActorType {
  if (app_id === null) return user_id === null ? "unknown" : "user";
  return user_id === null ? "app_only" : "delegated";
}
