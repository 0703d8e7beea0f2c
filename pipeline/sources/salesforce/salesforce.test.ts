import { describe, expect, test } from "vitest";
import { eventOf, missing, promisesOfAFeed, SAMPLES, samples_missing, samplesIn } from "../feed.fixture.ts";
import { salesforce } from "./salesforce.ts";

const REST = {
  EVENT_TYPE: "RestApi",
  TIMESTAMP: "20261005081502.120",
  TIMESTAMP_DERIVED: "2026-10-05T08:15:02.123Z",
  REQUEST_ID: "4exLFFQZ1234xVlFJNwV",
  ORGANIZATION_ID: "00D000000000001",
  USER_ID: "005000000000001",
  USER_ID_DERIVED: "005000000000001AAA",
  METHOD: "GET",
  URI: "/services/data/v55.0/sobjects/Account/0015e00000AbCdE1?fields=Name",
  STATUS_CODE: "200",
  RESPONSE_SIZE: "40407",
  REQUEST_SIZE: "12",
  ROWS_PROCESSED: "1",
  RUN_TIME: "79",
  CLIENT_IP: "203.0.113.7",
  USER_AGENT: "python-requests/2.28.2",
};

/** ApiTotalUsage as the newer event objects spell it: it knows the app and no bytes. */
const USAGE = {
  EventType: "ApiTotalUsage",
  TimestampDerived: "2026-10-05T08:15:02.123Z",
  RequestIdentifier: "4exLFFQZ1234xVlFJNwV",
  OrganizationId: "00D000000000001",
  UserIdentifier: "005000000000001AAA",
  ConnectedAppIdentifier: "0H4000000000001",
  ClientName: "Backup Pro",
  HttpMethod: "GET",
  ApiResource: "/v55.0/query",
  ObjectName: "Account",
  StatusCode: "403",
  ClientIp: "203.0.113.7",
};

const rest = (fields: object) => eventOf(salesforce, { ...REST, ...fields });

test("a row of RestApi knows bytes and rows, and no app", () => {
  const { event_id, ...told } = rest({});
  expect(event_id).toMatch(/^[\da-f]{32}$/);
  expect(told).toEqual({
    at: "2026-10-05T08:15:02.123Z",
    kind: "api_call",
    app_id: null,
    app_name: null,
    user_id: "005000000000001AAA",
    actor_type: "unknown",
    operation: "GET /services/data/sobjects/Account/{id}",
    operation_class: "record.read",
    method: "GET",
    service: "RestApi",
    resource: null,
    outcome: "ok",
    status_code: 200,
    bytes_read: 40_407,
    bytes_written: 12,
    rows_read: 1,
    duration_ms: 79,
    ip: "203.0.113.7",
    country: null,
    user_agent: "python-requests/2.28.2",
    details: { feed_tenant: "00D000000000001", request_id: "4exLFFQZ1234xVlFJNwV" },
  });
});

test("a row of ApiTotalUsage knows the app and the same request id", () => {
  expect(eventOf(salesforce, USAGE)).toMatchObject({
    app_id: "0H4000000000001",
    app_name: "Backup Pro",
    actor_type: "delegated",
    operation: "GET /query",
    operation_class: "record.read",
    resource: "Account",
    outcome: "error",
    status_code: 403,
    bytes_read: null,
    details: { request_id: "4exLFFQZ1234xVlFJNwV" },
  });
});

test("the id of a row depends on what it says, not on the file it stood in, nor on text or number", () => {
  const { event_id } = rest({});
  expect(rest({ LogDate: "2026-10-05", Interval: "Hourly", Sequence: 3, LogFileLength: 12 }).event_id).toBe(event_id);
  expect(rest({ RUN_TIME: 79, ENTITY_NAME: "" }).event_id).toBe(event_id);
  expect(rest({ RUN_TIME: "80" }).event_id).not.toBe(event_id);
  expect(eventOf(salesforce, REST, 1).event_id).toBe(`${event_id}:1`);
});

test("without a derived time the compact one counts", () => {
  expect(rest({ TIMESTAMP_DERIVED: "" }).at).toBe("2026-10-05T08:15:02.120Z");
});

test.each([
  [{ REQUEST_STATUS: "S" }, "ok"],
  [{ REQUEST_STATUS: "F" }, "error"],
  [{ REQUEST_STATUS: "", EXCEPTION_MESSAGE: "no" }, "error"],
  [{ REQUEST_STATUS: "" }, "unknown"],
  [{ REQUEST_STATUS: "U", EXCEPTION_MESSAGE: "no" }, "unknown"],
])("%j went %s", (fields, outcome) => {
  expect(rest({ STATUS_CODE: "", ...fields }).outcome).toBe(outcome);
});

test.each([
  [{ EVENT_TYPE: "API", METHOD_NAME: "queryMore" }, "queryMore", "record.read", "api_call"],
  [{ EVENT_TYPE: "API", METHOD_NAME: "search" }, "search", "record.search", "api_call"],
  [{ EVENT_TYPE: "API", METHOD_NAME: "upsert" }, "upsert", "record.write", "api_call"],
  [{ EVENT_TYPE: "Login" }, "Login", "auth.sign_in", "sign_in"],
  [{ METHOD: "PATCH" }, "PATCH /services/data/sobjects/Account/{id}", "record.write", "api_call"],
  [{ URI: "/services/data/v55.0/search?q=x" }, "GET /services/data/search", "record.search", "api_call"],
  [
    { EVENT_TYPE: "ContentTransfer", TRANSACTION_TYPE: "VersionDownloadAction", FILE_SIZE_BYTES: "9" },
    "ContentTransfer VersionDownloadAction",
    "file.read",
    "data_transfer",
  ],
  [{ EVENT_TYPE: "ReportExport" }, "ReportExport", "record.read", "data_transfer"],
  [{ EVENT_TYPE: "Unheard" }, "Unheard", "other", "api_call"],
])("%j is the operation %s, %s, an event of kind %s", (fields, operation, operation_class, kind) => {
  expect(rest(fields)).toMatchObject({ operation, operation_class, kind });
});

test("rows that were written are not rows read, and a file's size goes the way the file went", () => {
  expect(rest({ METHOD: "PATCH" })).toMatchObject({ rows_read: null, details: { rows_written: 1 } });
  const file = { EVENT_TYPE: "ContentTransfer", TRANSACTION_TYPE: "UploadAction", FILE_SIZE_BYTES: "9" };
  expect(rest(file)).toMatchObject({ operation_class: "file.write", bytes_written: 9 });
});

test.each([
  ["EVENT_TYPE", REST, "EVENT_TYPE"],
  ["TimestampDerived", USAGE, "TIMESTAMP_DERIVED"],
])("a row without %s is refused by the field's name", (name, row, field) => {
  expect(salesforce.map({ ...row, [name]: undefined })).toEqual(missing(field));
});

test("a real-time event without its id or its time is refused by the field's name", () => {
  expect(salesforce.map({ data: { payload: { EventDate: "2026-10-05T08:15:02Z" } } })).toEqual(
    missing("EventIdentifier"),
  );
  expect(salesforce.map({ EventIdentifier: "e1" })).toEqual(missing("EventDate"));
});

promisesOfAFeed(salesforce, () => [REST, USAGE]);

describe.skipIf(samples_missing)(`real records (skipped where ${SAMPLES} is missing)`, () => {
  const samples = () => samplesIn("salesforce/appomni_emm");
  const sample = (part: string) => {
    const [found] = [...samples()].filter(([name]) => name.includes(part));
    return eventOf(salesforce, found?.[1]);
  };

  test("all 21 are mapped", () => {
    expect([...samples().values()].map((record) => salesforce.map(record).kind)).toEqual(Array(21).fill("event"));
  });

  test.each([
    ["apexcallout", "ApexCallout GET", "other", "unknown", "ok"],
    ["create_resource_aurarequest", "RecordUiController.createRecord", "record.write", "user", "unknown"],
    ["delete_resource_aurarequest", "EmailMessageService.deleteEmailDrafts", "other", "user", "unknown"],
    ["read_resource_aurarequest", "RecordUiController.getObjectInfo", "record.read", "user", "unknown"],
    ["update_resource_aurarequest", "RecordUiController.updateRecord", "record.write", "user", "unknown"],
    ["account_login_elf", "Login", "auth.sign_in", "unknown", "error"],
    ["account_logout_elf", "Logout", "other", "user", "unknown"],
    ["elf_search_event", "Search", "record.search", "user", "unknown"],
    ["create_resource_soapapi", "insert", "record.write", "delegated", "unknown"],
    ["delete_resource_soapapi", "delete", "record.write", "delegated", "unknown"],
    ["download_resource_soapapi", "query_all", "record.read", "delegated", "unknown"],
    ["read_resource_soapapi", "query", "record.read", "delegated", "unknown"],
    ["update_resource_soapapi", "update", "record.write", "delegated", "unknown"],
    ["uniquequery", "UniqueQuery", "record.read", "unknown", "unknown"],
    ["download_resource_apieventstream", "QueryMore", "record.read", "unknown", "unknown"],
    ["read_resource_apieventstream", "Query", "record.read", "delegated", "unknown"],
    ["bulkapiresulteventstore", "BulkApiResult", "record.read", "unknown", "unknown"],
    ["account_login.json", "Login", "auth.sign_in", "user", "ok"],
    ["account_login_failure", "Login", "auth.sign_in", "unknown", "error"],
    ["download_resource_reporteventstream", "ReportExported", "record.read", "user", "unknown"],
    ["read_resource_reporteventstream", "ReportRunFromLightning", "record.read", "user", "unknown"],
  ])("%s", (part, operation, operation_class, actor_type, outcome) => {
    expect(sample(part)).toMatchObject({ operation, operation_class, actor_type, outcome });
  });

  test("amounts, apps and addresses come through", () => {
    expect(sample("download_resource_soapapi")).toMatchObject({
      at: "2023-03-17T18:04:24.293Z",
      app_name: "vendor/integration_app",
      resource: "Customer_Account__c",
      bytes_read: 296_630,
      bytes_written: 818,
      rows_read: 100_000,
      duration_ms: 672,
    });
    expect(sample("read_resource_apieventstream")).toMatchObject({
      app_id: "567000000abc0004",
      service: "ApiEvent",
      rows_read: 0,
      at: "2023-03-21T19:42:13.264Z",
    });
    expect(sample("account_login_elf")).toMatchObject({ ip: "198.51.100.1", details: { caller: "Salesforce.com IP" } });
    expect(sample("account_login.json")).toMatchObject({ country: "US", app_name: null });
  });

  test("queries, their results and what was searched for are dropped", () => {
    const text = JSON.stringify([...samples().values()].map((record) => salesforce.map(record)));
    expect(text).not.toMatch(/SELECT|Sample Account|test_search_string/i);
  });

  promisesOfAFeed(salesforce, () => [...samples().values()]);
});
