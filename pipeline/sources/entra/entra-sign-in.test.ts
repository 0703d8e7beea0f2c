import { expect, test } from "vitest";
import { eventOf, missing, promisesOfAFeed } from "../feed.fixture.ts";
import { entra_sign_in } from "./entra-sign-in.ts";

const APP = "5a95e683-08ad-424e-a441-1d1aec52c02c";
const VAULT = "cfa8b339-82a2-471a-a3c9-0fc0be7a4093";

/** A service principal's sign-in in the diagnostic stream. */
const PRINCIPAL = {
  time: "2026-10-05T09:05:00.1234567Z",
  resourceId: "/tenants/9c1e/providers/Microsoft.aadiam",
  operationName: "Sign-in activity",
  category: "ServicePrincipalSignInLogs",
  resultType: "7000222",
  durationMs: 0,
  callerIpAddress: "198.51.100.9",
  location: "NL",
  tenantId: "9c1e",
  properties: {
    id: "s1",
    createdDateTime: "2026-10-05T09:05:00.1234567+00:00",
    appId: APP,
    servicePrincipalId: "0d2f",
    servicePrincipalName: "Backup Pro",
    servicePrincipalCredentialKeyId: "k1",
    resourceDisplayName: "Azure Key Vault",
    resourceId: VAULT,
    uniqueTokenIdentifier: "czE",
    ipAddress: "198.51.100.9",
    location: { city: "Amsterdam", countryOrRegion: "NL" },
    status: { errorCode: "7000222", failureReason: "expired" },
  },
};

/** A person's, as a row of Log Analytics' SigninLogs. */
const PERSON = {
  TenantId: "workspace",
  AADTenantId: "9c1e",
  Id: "s2",
  TimeGenerated: "2026-10-05T09:06:00Z",
  CreatedDateTime: "2026-10-05T09:06:00Z",
  ResourceId: "/tenants/9c1e/providers/Microsoft.aadiam",
  ResourceIdentity: VAULT,
  Category: "SignInLogs",
  ResultType: "0",
  DurationMs: "0",
  AppId: APP,
  AppDisplayName: "Backup Pro",
  ResourceDisplayName: "Microsoft Graph",
  UserPrincipalName: "Ana@Contoso.example",
  UserId: "u1",
  IPAddress: "2001:db8::1",
  Location: "DE",
  LocationDetails: '{"city":"Berlin","countryOrRegion":"DE"}',
  Status: '{"errorCode":0}',
  UserAgent: "Mozilla/5.0",
  IsInteractive: true,
};

test("a service principal signs in for itself, with its credential and the API it wants", () => {
  expect(eventOf(entra_sign_in, PRINCIPAL)).toEqual({
    event_id: "s1",
    at: "2026-10-05T09:05:00.123Z",
    kind: "sign_in",
    app_id: APP,
    app_name: "Backup Pro",
    user_id: null,
    actor_type: "app_only",
    operation: "Sign-in activity",
    operation_class: "auth.sign_in",
    service: "directory",
    resource: "Azure Key Vault",
    outcome: "error",
    status_code: 7_000_222,
    ip: "198.51.100.9",
    country: "NL",
    user_agent: null,
    duration_ms: null,
    details: {
      feed_tenant: "9c1e",
      category: "ServicePrincipalSignInLogs",
      service_principal_id: "0d2f",
      credential_key_id: "k1",
      unique_token_id: "czE",
      api_id: VAULT,
      failure_reason: "expired",
    },
  });
});

test("a person signs in to an app", () => {
  expect(eventOf(entra_sign_in, PERSON)).toMatchObject({
    event_id: "s2",
    app_name: "Backup Pro",
    user_id: "ana@contoso.example",
    actor_type: "delegated",
    outcome: "ok",
    status_code: 0,
    ip: "2001:db8::1",
    country: "DE",
    duration_ms: null,
    details: { feed_tenant: "9c1e", user_object_id: "u1", api_id: VAULT, is_interactive: true },
  });
});

test("without a status the result type tells, and without that nothing does", () => {
  const { Status, ...row } = PERSON;
  expect(eventOf(entra_sign_in, { ...row, ResultType: 50126 })).toMatchObject({
    outcome: "error",
    status_code: 50_126,
  });
  expect(eventOf(entra_sign_in, { ...row, ResultType: "" }).outcome).toBe("unknown");
});

test("a stream whose inner location is empty still has a country", () => {
  const properties = { ...PRINCIPAL.properties, location: {} };
  expect(eventOf(entra_sign_in, { ...PRINCIPAL, properties }).country).toBe("NL");
});

test.each([
  ["id", "id"],
  ["appId", "appId"],
])("a stream's record without %s is refused by that name", (name, field) => {
  const properties = { ...PRINCIPAL.properties, [name]: undefined };
  expect(entra_sign_in.map({ ...PRINCIPAL, properties })).toEqual(missing(field));
});

test.each([
  ["", "user"],
  [null, "user"],
  ["00000000-0000-0000-0000-000000000000", "user"],
])("a person's sign-in that names no app (%j) is one all the same", (AppId, actor_type) => {
  expect(eventOf(entra_sign_in, { ...PERSON, AppId })).toMatchObject({ app_id: null, actor_type, kind: "sign_in" });
});

test("a record without any time is refused", () => {
  expect(entra_sign_in.map({ ...PERSON, CreatedDateTime: undefined, TimeGenerated: undefined })).toEqual(
    missing("createdDateTime"),
  );
});

promisesOfAFeed(entra_sign_in, () => [PRINCIPAL, PERSON]);
