import { expect, test } from "vitest";
import { FEEDS } from "../feeds.ts";
import { recognise } from "../recognise.ts";

const ROW = {
  time_usec: "1790000001123456",
  email: "Ana@contoso.example",
  event_type: "activity",
  event_name: "activity",
  record_type: "token",
  ip_address: "203.0.113.7",
  unique_identifier: "-77",
  token: {
    app_name: "Backup Pro",
    client_id: "123.apps.googleusercontent.com",
    api_name: "gmail",
    method_name: "gmail.users.messages.get",
    num_response_bytes: "4821",
    scope: ["https://mail.google.com/", "openid"],
    client_type: null,
  },
  drive: null,
};

test("a row of the BigQuery export is the activity that it tells", () => {
  const mapped = FEEDS.google_workspace.map(ROW);
  expect(mapped).toMatchObject({
    kind: "event",
    event: {
      at: 1_790_000_001_123,
      app_id: "123.apps.googleusercontent.com",
      app_name: "Backup Pro",
      user_id: "ana@contoso.example",
      actor_type: "delegated",
      operation: "gmail.users.messages.get",
      operation_class: "mail.read",
      bytes_read: 4821,
      ip: "203.0.113.7",
      details: { permissions: "https://mail.google.com/ openid", application: "token" },
    },
  });
  expect(FEEDS.google_workspace.map({ ...ROW, time_usec: 1_790_000_001_123_456 })).toEqual(mapped);
  expect(recognise([ROW])?.source).toBe("google_workspace");
});

test.each([
  ["no time", { ...ROW, time_usec: "yesterday" }],
  ["no application", { ...ROW, record_type: null }],
  ["no name of an event", { ...ROW, event_name: null }],
])("a row with %s is refused", (_what, row) => {
  expect(FEEDS.google_workspace.map(row)).toMatchObject({ kind: "refused", reason: "missing_field" });
});

test("rows without an identifier that say different things are different events", () => {
  const { unique_identifier: _none, ...row } = ROW;
  const one = FEEDS.google_workspace.map(row);
  expect(FEEDS.google_workspace.map({ ...row, email: "ben@contoso.example" })).not.toMatchObject({
    event: { event_id: Object(Object(one).event).event_id },
  });
});
