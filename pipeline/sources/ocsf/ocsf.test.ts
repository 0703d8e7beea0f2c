import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { eventOf, missing, promisesOfAFeed, SAMPLES, samples_missing } from "../feed.fixture.ts";
import { ocsf } from "./ocsf.ts";
import { ocsfActivity } from "./ocsf-activity.ts";

const METADATA = { version: "1.8.0", product: { name: "Gateway" }, tenant_uid: "contoso", uid: "m1" };
const BASE = { category_uid: 6, severity_id: 1, time: 1_790_000_000_123, metadata: METADATA };

const CALL = {
  ...BASE,
  class_uid: 6003,
  activity_id: 2,
  type_uid: 600_302,
  status_id: 1,
  actor: { app_uid: "app-1", app_name: "Backup Pro", user: { uid: "u1", name: "ana", type_id: 1 } },
  api: { operation: "SecretGet", service: { name: "vault" } },
  src_endpoint: { ip: "203.0.113.7", location: { country: "NL" }, autonomous_system: { number: 64_500 } },
  http_request: { http_method: "GET", user_agent: "curl/8", length: 12 },
  http_response: { code: 200, body_length: 48_211, latency: 21 },
  resources: [{ uid: "secret-1" }],
  count: 3,
};
const LOGON = { ...BASE, class_uid: 3002, activity_id: 1, type_uid: 300_201, status_id: 2, user: { uid: "u1" } };
const QUERY = { ...BASE, class_uid: 6005, activity_id: 4, type_uid: 600_504, actor: {}, database: { name: "crm" } };
const DOWNLOAD = {
  ...BASE,
  class_uid: 6006,
  activity_id: 2,
  type_uid: 600_602,
  actor: {},
  file: { name: "a", uid: "f1" },
};

test("an API call comes through field by field", () => {
  expect(eventOf(ocsf, CALL)).toEqual({
    event_id: "m1",
    at: 1_790_000_000_123,
    kind: "api_call",
    app_id: "app-1",
    app_name: "Backup Pro",
    user_id: "u1",
    actor_type: "delegated",
    operation: "SecretGet",
    operation_class: "secret.read",
    method: "GET",
    service: "vault",
    resource: "secret-1",
    outcome: "ok",
    status_code: 200,
    bytes_read: 48_211,
    bytes_written: 12,
    rows_read: null,
    ip: "203.0.113.7",
    country: "NL",
    asn: 64_500,
    user_agent: "curl/8",
    duration_ms: 21,
    count: 3,
    details: {
      feed_tenant: "contoso",
      activity: "API Activity: Read",
      product: "Gateway",
      user_name: "ana",
      severity_id: 1,
    },
  });
});

test.each([
  ["a logon", LOGON, "Authentication: Logon", "auth.sign_in", "sign_in", "error"],
  ["a query", QUERY, "Datastore Activity: Query", "record.read", "api_call", "unknown"],
  ["a download", DOWNLOAD, "File Hosting Activity: Download", "file.read", "data_transfer", "unknown"],
])("%s is known by its class and activity", (_, record, operation, operation_class, kind, outcome) => {
  expect(eventOf(ocsf, record)).toMatchObject({ operation, operation_class, kind, outcome });
});

test("the operation of the feed behind it says more than the activity, where somebody knows it", () => {
  const api = (operation: string) => eventOf(ocsf, { ...DOWNLOAD, api: { operation } }).operation_class;
  expect(api("GetSecretValue")).toBe("secret.read");
  expect(api("NobodyKnows")).toBe("file.read");
});

test("the id is the event's own, else the original's, else a hash that knows no order of keys", () => {
  const { uid, ...metadata } = METADATA;
  expect(eventOf(ocsf, { ...CALL, metadata: { ...metadata, original_event_uid: "o1" } }).event_id).toBe("o1");
  const hashed = eventOf(ocsf, { ...CALL, metadata }).event_id;
  expect(hashed).toMatch(/^[\da-f]{32}$/);
  expect(
    eventOf(ocsf, { metadata, ...Object.fromEntries(Object.entries({ ...CALL, metadata }).reverse()) }).event_id,
  ).toBe(hashed);
});

test.each([
  [{ user: { type_id: 3 } }, "system"],
  [{ user: { type_id: 4 } }, "app_only"],
  [{ user: { uid: "u1" } }, "user"],
  [{ app_uid: "a1" }, "app_only"],
  [{}, "unknown"],
])("an actor of %j acts as %s", (actor, actor_type) => {
  expect(eventOf(ocsf, { ...CALL, actor }).actor_type).toBe(actor_type);
});

test("an event of another class is refused by its number", () => {
  expect(ocsf.map({ ...CALL, class_uid: 4001 })).toEqual({
    kind: "refused",
    reason: "wrong_value",
    detail: "class_uid: 4001",
  });
});

test.each(["class_uid", "time", "metadata"])("an event without %s is refused by that name", (name) => {
  expect(ocsf.map({ ...CALL, [name]: undefined })).toEqual(missing(name));
});

test("an API call without its operation is refused", () => {
  expect(ocsf.map({ ...CALL, api: {} })).toEqual(missing("api.operation"));
});

promisesOfAFeed(ocsf, () => [CALL, LOGON, QUERY, DOWNLOAD]);

describe.skipIf(samples_missing)(`the schema (skipped where ${SAMPLES} is missing)`, () => {
  test.each([
    [6003, "6003_api_activity"],
    [3002, "3002_authentication"],
    [6005, "6005_datastore_activity"],
    [6006, "6006_file_hosting"],
  ])("every activity of class %i has its own name", (class_uid, file) => {
    const schema = JSON.parse(readFileSync(join(SAMPLES, `ocsf/schema_v1.8.0/${file}.json`), "utf8"));
    for (const [id, name] of Object.entries(schema.attributes.activity_id.enum)) {
      expect(ocsfActivity(class_uid, Number(id), null)).toBe(`${schema.caption}: ${name}`);
    }
  });
});
