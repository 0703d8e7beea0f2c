import { describe, expect, test } from "vitest";
import { eventOf, linesIn, missing, promisesOfAFeed, SAMPLES, samples_missing } from "../feed.fixture.ts";
import { entra_audit } from "./entra-audit.ts";

const APP = "5a95e683-08ad-424e-a441-1d1aec52c02c";

/** The diagnostic stream: an app is made by another app. */
const STREAM = {
  time: "2026-10-05T09:00:00.5Z",
  operationName: "Add service principal",
  category: "AuditLogs",
  tenantId: "9c1e",
  callerIpAddress: "203.0.113.9",
  properties: {
    id: "Directory_1",
    activityDisplayName: "Add service principal",
    activityDateTime: "2026-10-05T09:00:00.1234567+00:00",
    category: "ApplicationManagement",
    result: "success",
    loggedByService: "Core Directory",
    initiatedBy: { app: { appId: null, displayName: "Provisioner", servicePrincipalId: "p1" } },
    targetResources: [{ id: "0d2f", displayName: "Backup Pro", type: "ServicePrincipal", modifiedProperties: [] }],
    additionalDetails: [
      { key: "User-Agent", value: "curl/8" },
      { key: "AppId", value: APP.toUpperCase() },
    ],
  },
};

const stream = (fields: object) => eventOf(entra_audit, { ...STREAM, properties: { ...STREAM.properties, ...fields } });

test("a change of an app is that app's, and who made it goes to the details", () => {
  expect(stream({})).toMatchObject({
    event_id: "Directory_1",
    at: "2026-10-05T09:00:00.123Z",
    kind: "app_change",
    app_id: APP,
    app_name: "Backup Pro",
    user_id: null,
    actor_type: "app_only",
    operation_class: "app.write",
    service: "Core Directory",
    resource: "0d2f",
    outcome: "ok",
    ip: "203.0.113.9",
    user_agent: "curl/8",
    details: { target_object_id: "0d2f", acting_client_name: "Provisioner", acting_principal_id: "p1" },
  });
});

test("what changes no app is the acting app's", () => {
  const initiatedBy = { app: { appId: APP, displayName: "Provisioner" } };
  const targetResources = [{ id: "u1", type: "User", userPrincipalName: "ana@contoso.example" }];
  const changed = stream({ activityDisplayName: "Add user", initiatedBy, targetResources });
  expect(changed).toMatchObject({ app_id: APP, app_name: "Provisioner", operation_class: "other", kind: "api_call" });
});

test.each([
  ["Disable account", "ServicePrincipal", "app.write"],
  ["Disable account", "User", "other"],
  ["Consent to application", "ServicePrincipal", "consent.grant"],
  ["Add app role assignment to service principal", "ServicePrincipal", "consent.grant"],
  ["Remove delegated permission grant", "ServicePrincipal", "consent.revoke"],
  ["Remove service principal", "ServicePrincipal", "app.write"],
  ["Update application – Certificates and secrets management ", "Application", "credential.write"],
])("%s of a %s is %s", (activityDisplayName, type, operation_class) => {
  expect(stream({ activityDisplayName, targetResources: [{ id: "1", type }] }).operation_class).toBe(operation_class);
});

test.each([
  [{ result: "failure" }, "error"],
  [{ result: "Success" }, "ok"],
  [{ result: null }, "unknown"],
])("%j is %s", (fields, outcome) => {
  expect(stream(fields).outcome).toBe(outcome);
});

test("a record without its id, its name or its time is refused by the field's name", () => {
  const { id, activityDisplayName, activityDateTime, ...rest } = STREAM.properties;
  const record = { category: "AuditLogs", properties: rest };
  expect(entra_audit.map(record)).toEqual(missing("Id"));
  expect(entra_audit.map({ ...record, Id: "1" })).toEqual(missing("OperationName"));
  expect(entra_audit.map({ ...record, Id: "1", OperationName: "x" })).toEqual(missing("ActivityDateTime"));
});

promisesOfAFeed(entra_audit, () => [STREAM]);

describe.skipIf(samples_missing)(`real records (skipped where ${SAMPLES} is missing)`, () => {
  const records = () => linesIn("entra_audit/otrf_goldensaml/AADAuditEvents.json");

  test("permission asked for, granted, secret added: the attack tells itself, by ids that are not the app's own", () => {
    const events = records().map((record) => eventOf(entra_audit, record));
    expect(events.map(({ kind }) => kind)).toEqual(["credential_change", "credential_change", "app_change", "consent"]);
    expect(events.map(({ app_id }) => app_id)).toEqual([null, null, null, null]);
    expect(events[0]).toEqual(events[1]);
    expect(events[0]).toMatchObject({
      event_id: "Directory_10065ffb-8199-48bc-8ff5-912cb5b8295a_AUMVX_13992832",
      at: "2021-08-02T13:29:25.983Z",
      app_name: "SimuLandApp",
      user_id: "pgustavo@simulandlabs.com",
      actor_type: "user",
      operation_class: "credential.write",
      outcome: "ok",
      details: {
        target_object_id: "11b49e19-2326-4be6-93cb-7f37439bbd81",
        key_id: "59eaeebc-8a6b-44a6-9f24-7d55e64420c9",
        credential_kind: "secret",
      },
    });
    expect(events[2]?.details).toMatchObject({
      requested_permissions: "e1fe6dd8-ba31-4d61-89e7-88639da4683d 024d486e-b451-40bb-833d-3e66d98c5c73",
    });
    expect(events[3]).toMatchObject({
      operation_class: "consent.grant",
      details: {
        api_name: "Microsoft Graph",
        client_object_id: "0d2f5969-011b-460d-ac74-3291d227d49f",
        permissions: "User.Read Mail.ReadWrite",
        permissions_before: "User.Read",
        consent_type: "admin",
      },
    });
  });

  promisesOfAFeed(entra_audit, records);
});
