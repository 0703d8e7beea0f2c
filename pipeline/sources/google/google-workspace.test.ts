import { describe, expect, test } from "vitest";
import { eventOf, missing, promisesOfAFeed, resultsOf, SAMPLES, samples_missing, samplesIn } from "../feed.fixture.ts";
import { google_workspace } from "./google-workspace.ts";

const CLIENT = "106850843410684334493.apps.googleusercontent.com";

const READ = {
  type: "auth",
  name: "activity",
  parameters: [
    { name: "api_name", value: "gmail" },
    { name: "method_name", value: "gmail.users.messages.get" },
    { name: "client_id", value: CLIENT },
    { name: "app_name", value: "Backup Pro" },
    { name: "client_type", value: "WEB" },
    { name: "num_response_bytes", intValue: "48211" },
    { name: "product_bucket", value: "GMAIL" },
  ],
};

const AUTHORIZE = {
  type: "auth",
  name: "authorize",
  parameters: [
    { name: "client_id", value: CLIENT },
    { name: "app_name", value: CLIENT },
    { name: "scope", multiValue: ["https://mail.google.com/", "openid"] },
    {
      name: "scope_data",
      multiMessageValue: [
        {
          parameter: [
            { name: "scope_name", value: "openid" },
            { name: "product_bucket", multiValue: ["IDENTITY"] },
          ],
        },
      ],
    },
  ],
};

const ACTIVITY = {
  kind: "admin#reports#activity",
  id: { time: "2026-10-05T08:15:02.123Z", uniqueQualifier: "-12", applicationName: "token", customerId: "C1" },
  etag: '"x"',
  actor: { email: "Ana@Contoso.example", profileId: "1" },
  ipAddress: "203.0.113.7",
};

const activity = (event: object) => eventOf(google_workspace, { ...ACTIVITY, events: [event] });

test("a call through a token is the app's, for the user who gave it", () => {
  const { event_id, ...told } = activity(READ);
  expect(event_id).toMatch(/^token:2026-10-05T08:15:02\.123Z:-12:[\da-f]{32}:0$/);
  expect(told).toEqual({
    at: "2026-10-05T08:15:02.123Z",
    kind: "api_call",
    app_id: CLIENT,
    app_name: "Backup Pro",
    user_id: "ana@contoso.example",
    actor_type: "delegated",
    operation: "gmail.users.messages.get",
    operation_class: "mail.read",
    service: "gmail",
    resource: null,
    outcome: "unknown",
    bytes_read: 48_211,
    ip: "203.0.113.7",
    details: {
      feed_tenant: "C1",
      application: "token",
      event_type: "auth",
      event_name: "activity",
      profile_id: "1",
      client_type: "WEB",
    },
  });
});

test("an authorization is a consent with its scopes", () => {
  expect(activity(AUTHORIZE)).toMatchObject({
    kind: "consent",
    operation_class: "consent.grant",
    app_id: CLIENT,
    details: { permissions: "https://mail.google.com/ openid" },
  });
});

test("an activity's events come each under its own id, equal ones too", () => {
  const results = resultsOf(google_workspace, { ...ACTIVITY, events: [READ, AUTHORIZE, READ] });
  const ids = results.map((result) => (result.kind === "event" ? result.event.event_id : ""));
  expect(new Set(ids).size).toBe(3);
  expect(ids[0]?.slice(0, -2)).toBe(ids[2]?.slice(0, -2));
});

test("the three shapes of an activity hold the same event", () => {
  const shapes = [{ events: [READ] }, { events: READ }, { event: READ }];
  expect(new Set(shapes.map((shape) => JSON.stringify(google_workspace.map({ ...ACTIVITY, ...shape })))).size).toBe(1);
});

test("the order of parameters, at any depth, and the type of a number change no id", () => {
  const turned = { ...READ, parameters: [...READ.parameters].reverse() };
  expect(activity(turned)).toEqual(activity(READ));
  const parameters = READ.parameters.map((parameter) =>
    "intValue" in parameter ? { ...parameter, intValue: 48_211 } : parameter,
  );
  expect(activity({ ...READ, parameters })).toEqual(activity(READ));
  const [data] = AUTHORIZE.parameters[3]?.multiMessageValue ?? [];
  const message = { name: "scope_data", multiMessageValue: [{ parameter: [...(data?.parameter ?? [])].reverse() }] };
  const inner = { ...AUTHORIZE, parameters: [message, ...AUTHORIZE.parameters.slice(0, 3)] };
  expect(activity(inner).event_id).toBe(activity(AUTHORIZE).event_id);
});

test("another value of a parameter is another event", () => {
  const parameters = [...READ.parameters.slice(0, -1), { name: "product_bucket", value: "DRIVE" }];
  expect(activity({ ...READ, parameters }).event_id).not.toBe(activity(READ).event_id);
});

test.each([
  ["gmail.users.messages.list", "mail.read"],
  ["gmail.users.messages.send", "mail.send"],
  ["gmail.users.settings.filters.create", "inbox_rule.write"],
  ["gmail.users.settings.updateAutoForwarding", "inbox_rule.write"],
  ["drive.files.list", "file.search"],
  ["drive.files.get", "file.read"],
  ["drive.files.create", "file.write"],
  ["chat.spaces.messages.list", "chat.read"],
  ["chat.spaces.messages.create", "chat.write"],
  ["directory.users.list", "directory.read"],
  ["calendar.events.list", "other"],
])("the method %s is %s", (method, operation_class) => {
  const parameters = [{ name: "method_name", value: method }];
  expect(activity({ ...READ, parameters }).operation_class).toBe(operation_class);
});

test("a log of logins says how they went", () => {
  const login = { ...ACTIVITY, id: { ...ACTIVITY.id, applicationName: "login" } };
  const failed = eventOf(google_workspace, { ...login, events: [{ type: "login", name: "login_failure" }] });
  expect(failed).toMatchObject({ kind: "sign_in", outcome: "error", actor_type: "user", service: "login" });
});

test.each(["time", "uniqueQualifier", "applicationName"])(
  "an activity without id.%s is refused by that name",
  (name) => {
    expect(google_workspace.map({ ...ACTIVITY, id: { ...ACTIVITY.id, [name]: undefined }, events: [READ] })).toEqual(
      missing(`id.${name}`),
    );
  },
);

test("an activity without events, and an event without a name, are refused", () => {
  expect(google_workspace.map({ ...ACTIVITY, events: [] })).toEqual(missing("events"));
  expect(google_workspace.map(ACTIVITY)).toEqual(missing("events"));
  expect(resultsOf(google_workspace, { ...ACTIVITY, events: [READ, {}] })[1]).toEqual(missing("events.name"));
});

promisesOfAFeed(google_workspace, () => [{ ...ACTIVITY, events: [READ, AUTHORIZE] }]);

describe.skipIf(samples_missing)(`real records (skipped where ${SAMPLES} is missing)`, () => {
  const samples = () => samplesIn("google_workspace/appomni_emm");

  test.each([
    ["audit_activity_create_resource", "CREATE_SAML2_SERVICE_PROVIDER_CONFIG", "other", null, "admin"],
    ["audit_activity_delete_resource", "DELETE_2SV_SCRATCH_CODES", "other", null, "admin"],
    ["audit_activity_download_resource", "download", "file.read", "project:9471519811803", "drive"],
    ["audit_activity_query_resource", "search", "file.search", "project:691301496089", "drive"],
    ["audit_activity_update_resource", "CHANGE_EMAIL_SETTING", "other", null, "admin"],
    ["authentication_account_login", "login_success", "auth.sign_in", null, "login"],
    ["system_audit_create_integration", "ADD_APPLICATION", "app.write", null, "admin"],
    ["system_audit_delete_integration", "REMOVE_APPLICATION", "app.write", null, "admin"],
    ["system_audit_update_integration", "CHANGE_APPLICATION_SETTING", "other", null, "admin"],
  ])("%s", (name, operation, operation_class, app_id, service) => {
    const event = eventOf(google_workspace, samples().get(`${name}.json`));
    expect(event).toMatchObject({ operation, operation_class, app_id, service });
  });

  test("a download is the app's for its user, and moves content; what was searched for is dropped", () => {
    expect(eventOf(google_workspace, samples().get("audit_activity_download_resource.json"))).toMatchObject({
      kind: "data_transfer",
      actor_type: "delegated",
      user_id: "test@test.com",
      resource: "1tml8KIcsdwgewrg8jejg_jdid88",
      ip: null,
      details: { visibility: "shared_externally" },
    });
    const search = eventOf(google_workspace, samples().get("audit_activity_query_resource.json"));
    expect(JSON.stringify(search)).not.toMatch(/secret|password/i);
  });

  test("an event that was cut out of its activity has no time, and is refused", () => {
    const cut = samplesIn("google_workspace").get("alfa_token_event.json");
    expect(google_workspace.map(cut)).toEqual(missing("id.time"));
    expect(activity(Object(cut))).toMatchObject({
      kind: "consent",
      app_id: "106850843410684334493",
      details: { permissions: "https://www.googleapis.com/auth/admin.reports.audit.readonly" },
    });
  });

  promisesOfAFeed(google_workspace, () => [...samples().values()]);
});
