import type { CommonEvent } from "../../schemas/common-event.ts";
import { ENTRA_SIGN_IN_RULES } from "../../schemas/operation-classes/entra-sign-in.ts";
import type { Feed, Mapped, Refusal } from "../core/feed.ts";
import { appIdIn, isGuid } from "./app-ids.ts";
import { eventTime } from "./event-time.ts";
import {
  amountIn,
  type FieldReader,
  type ForeignObject,
  flagIn,
  integerIn,
  isForeignObject,
  knownOnly,
  objectIn,
  textIn,
} from "./foreign-fields.ts";
import { ipAddressIn } from "./ip-address.ts";
import { layeredFields } from "./layered-fields.ts";
import { classifier, kindOf } from "./operation-class.ts";
import { missingField, notAnObject } from "./refusal.ts";

/**
 * Entra sign-ins of users, service principals and managed identities: the diagnostic stream, and Log Analytics'
 * SigninLogs, AADNonInteractiveUserSignInLogs and AADServicePrincipalSignInLogs rows.
 */
export const entra_sign_in: Feed = { source: "entra_sign_in", map };

const OPERATION = "Sign-in activity";
const signInClass = classifier(ENTRA_SIGN_IN_RULES);

function map(record: unknown): Mapped | Refusal {
  if (!isForeignObject(record)) return notAnObject(record);
  const field = layeredFields(record);
  const event_id = textIn(field("id", "Id"));
  if (event_id === null) return missingField("id");
  const time = field("createdDateTime", "CreatedDateTime", "time", "TimeGenerated");
  if (typeof time !== "string" && typeof time !== "number") return missingField("createdDateTime");
  const app_id = appIdIn(field("appId", "AppId"));
  if (app_id === null) return missingField("appId");
  return { kind: "event", event: { event_id, at: eventTime(time), app_id, ...signIn(field, record) } };
}

function signIn(field: FieldReader, record: ForeignObject): Omit<CommonEvent, "event_id" | "at" | "app_id"> {
  const user = userId(field);
  const status = objectIn(field("status", "Status"));
  const code = integerIn(status["errorCode"]) ?? integerIn(field("resultType", "ResultType"));
  const location = objectIn(field("location", "LocationDetails"));
  const caller = textIn(field("ipAddress", "IPAddress", "callerIpAddress"));
  const ip = ipAddressIn(caller);
  const classified = signInClass(OPERATION);
  return {
    kind: kindOf(classified),
    app_name: textIn(field("servicePrincipalName", "ServicePrincipalName", "appDisplayName", "AppDisplayName")),
    user_id: user,
    actor_type: user === null ? "app_only" : "delegated",
    operation: OPERATION,
    operation_class: classified.operation_class,
    service: "directory",
    resource: textIn(field("resourceDisplayName", "ResourceDisplayName")),
    outcome: outcome(code),
    status_code: code,
    ip,
    country: textIn(location["countryOrRegion"]) ?? countryCode(record["location"] ?? record["Location"]),
    user_agent: textIn(field("userAgent", "UserAgent")),
    duration_ms: amountIn(field("processingTimeInMilliseconds", "durationMs", "DurationMs")) || null,
    details: details(field, status, ip === null ? caller : null),
  };
}

function outcome(code: number | null): "ok" | "error" | "unknown" {
  if (code === null) return "unknown";
  return code === 0 ? "ok" : "error";
}

/** The person who signed in, e-mail-like names in lower case. Service principals and managed identities have none. */
function userId(field: FieldReader): string | null {
  const name = textIn(field("userPrincipalName", "UserPrincipalName"));
  return name === null ? textIn(field("userId", "UserId")) : name.toLowerCase();
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

function details(field: FieldReader, status: ForeignObject, caller: string | null): Record<string, unknown> | null {
  return knownOnly({
    feed_tenant: textIn(field("tenantId", "AADTenantId")),
    caller,
    category: textIn(field("category", "Category")),
    service_principal_id: textIn(field("servicePrincipalId", "ServicePrincipalId")),
    credential_key_id: textIn(field("servicePrincipalCredentialKeyId", "ServicePrincipalCredentialKeyId")),
    credential_thumbprint: textIn(
      field("servicePrincipalCredentialThumbprint", "ServicePrincipalCredentialThumbprint"),
    ),
    unique_token_id: textIn(field("uniqueTokenIdentifier", "UniqueTokenIdentifier")),
    api_id: apiId(field("resourceIdentity", "ResourceIdentity", "resourceId")),
    correlation_id: textIn(field("correlationId", "CorrelationId")),
    user_object_id: textIn(field("userId", "UserId")),
    client_app_used: textIn(field("clientAppUsed", "ClientAppUsed")),
    conditional_access: textIn(field("conditionalAccessStatus", "ConditionalAccessStatus")),
    is_interactive: flagIn(field("isInteractive", "IsInteractive")),
    failure_reason: textIn(status["failureReason"]) ?? textIn(field("resultDescription", "ResultDescription")),
    risk_level: textIn(field("riskLevelDuringSignIn", "RiskLevelDuringSignIn")),
  });
}
