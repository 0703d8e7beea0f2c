import { expect, test } from "vitest";
import { eventOf, missing, promisesOfAFeed } from "../feed.fixture.ts";
import { azure_activity } from "./azure-activity.ts";

const APP = "5a95e683-08ad-424e-a441-1d1aec52c02c";
const MACHINE = "/SUBSCRIPTIONS/1/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.COMPUTE/VIRTUALMACHINES/VM1";

/** A virtual machine made by an app, as the activity log's stream has it. */
const CREATE = {
  time: "2026-10-05T09:10:00.1234567Z",
  resourceId: MACHINE,
  operationName: "MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE",
  category: "Administrative",
  resultType: "Success",
  resultSignature: "Succeeded.Created",
  durationMs: "0",
  callerIpAddress: "203.0.113.9",
  correlationId: "c1",
  tenantId: "9c1e",
  identity: {
    authorization: {
      scope: MACHINE.toLowerCase(),
      action: "Microsoft.Compute/virtualMachines/write",
      evidence: { role: "Contributor", principalId: "0d2f", principalType: "ServicePrincipal" },
    },
    claims: { appid: APP, idtyp: "app", "http://schemas.microsoft.com/identity/claims/objectidentifier": "0d2f" },
  },
  properties: { statusCode: "Created", eventCategory: "Administrative" },
};

/** A secret read for a person, as a vault's stream has it. */
const SECRET = {
  time: "2026-10-05T09:11:00Z",
  resourceId: "/SUBSCRIPTIONS/1/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/V1",
  operationName: "SecretGet",
  operationVersion: "2016-10-01",
  category: "AuditEvent",
  resultType: "Success",
  resultSignature: "OK",
  durationMs: "78",
  callerIpAddress: "203.0.113.9",
  correlationId: "c2",
  identity: { claim: { appid: APP.toUpperCase(), oid: "u1", upn: "Ana@Contoso.example" } },
  properties: {
    clientInfo: "azsdk-net/4",
    requestUri: "https://v1.vault.azure.net/secrets/Pay?api-version=7.0",
    id: "https://v1.vault.azure.net/secrets/Pay/77",
    httpStatusCode: 200,
  },
};

/** The first as a row of Log Analytics' AzureActivity. */
const ROW = {
  TenantId: "workspace",
  TimeGenerated: "2026-10-05T09:10:00.1234567Z",
  OperationNameValue: "MICROSOFT.COMPUTE/VIRTUALMACHINES/WRITE",
  ActivityStatusValue: "Success",
  Caller: "0d2f",
  CallerIpAddress: "203.0.113.9",
  EventDataId: "e1",
  CorrelationId: "c1",
  _ResourceId: MACHINE.toLowerCase(),
  CategoryValue: "Administrative",
  Authorization: JSON.stringify(CREATE.identity.authorization),
  Claims: JSON.stringify(CREATE.identity.claims),
};

test("an app makes a virtual machine", () => {
  const { event_id, ...told } = eventOf(azure_activity, CREATE);
  expect(event_id).toMatch(/^[\da-f]{32}$/);
  expect(told).toMatchObject({
    at: "2026-10-05T09:10:00.123Z",
    kind: "api_call",
    app_id: APP,
    user_id: null,
    actor_type: "app_only",
    operation: "Microsoft.Compute/virtualMachines/write",
    operation_class: "compute.create",
    service: "microsoft.compute",
    resource: MACHINE.toLowerCase(),
    outcome: "ok",
    ip: "203.0.113.9",
    details: { feed_tenant: "9c1e", role: "Contributor", principal_id: "0d2f", correlation_id: "c1" },
  });
});

test("an app reads a secret for a person", () => {
  expect(eventOf(azure_activity, SECRET)).toMatchObject({
    app_id: APP,
    user_id: "ana@contoso.example",
    actor_type: "delegated",
    operation: "SecretGet",
    operation_class: "secret.read",
    service: "microsoft.keyvault",
    resource: "https://v1.vault.azure.net/secrets/pay/77",
    outcome: "ok",
    status_code: 200,
    user_agent: "azsdk-net/4",
    duration_ms: 78,
  });
});

test("a row of Log Analytics tells what the stream does, under its own id", () => {
  const { event_id, app_id, actor_type, operation, operation_class, resource } = eventOf(azure_activity, ROW);
  expect(event_id).toBe("e1");
  expect(eventOf(azure_activity, CREATE)).toMatchObject({ app_id, actor_type, operation, operation_class, resource });
});

test("beginning and end of one operation are two records, and only the end has an outcome", () => {
  const begun = eventOf(azure_activity, { ...CREATE, resultType: "Start" });
  expect(begun.outcome).toBe("unknown");
  expect(begun.event_id).not.toBe(eventOf(azure_activity, CREATE).event_id);
  expect(eventOf(azure_activity, { ...CREATE, resultType: "Failure" }).outcome).toBe("error");
});

test("a vault that forbade a call says so by the status, whatever the result says", () => {
  const properties = { ...SECRET.properties, httpStatusCode: "403" };
  expect(eventOf(azure_activity, { ...SECRET, properties })).toMatchObject({ outcome: "error", status_code: 403 });
});

test.each([
  ["SecretList", "secret.read", "api_call"],
  ["SecretSet", "credential.write", "credential_change"],
  ["Microsoft.Storage/storageAccounts/listKeys/action", "secret.read", "api_call"],
  ["MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE", "app.write", "app_change"],
  ["Microsoft.Compute/disks/read", "other", "api_call"],
])("%s is %s, an event of kind %s", (operationName, operation_class, kind) => {
  expect(eventOf(azure_activity, { ...SECRET, operationName })).toMatchObject({ operation_class, kind });
});

test.each(["operationName", "time"])("a record without %s is refused by that name", (name) => {
  expect(azure_activity.map({ ...CREATE, [name]: undefined })).toEqual(missing(name));
});

promisesOfAFeed(azure_activity, () => [CREATE, SECRET, ROW]);
