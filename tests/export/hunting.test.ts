import { Value } from "typebox/value";
import { beforeAll, expect, test } from "vitest";
import { huntAlerts } from "../../queries/hunt/alerts.ts";
import { huntApps } from "../../queries/hunt/apps.ts";
import { huntCalls } from "../../queries/hunt/calls.ts";
import { huntEvidence } from "../../queries/hunt/evidence.ts";
import { huntFirstSeen } from "../../queries/hunt/first-seen.ts";
import { huntMail } from "../../queries/hunt/mail.ts";
import { huntSignIns } from "../../queries/hunt/sign-ins.ts";
import { openTestStore } from "../test-store.ts";
import { historyRow } from "./many-alerts.ts";

const store = await openTestStore();
const span = { tenant: "contoso", app_id: "", from_ms: Date.UTC(2026, 9, 1), to_ms: Date.UTC(2026, 9, 31), limit: 100 };

const call = {
  tenant: "contoso",
  at: "2026-10-05T08:15:02.120Z",
  app_id: "backup",
  app_name: "Backup Pro",
  user_id: "ana@contoso.example",
  outcome: "ok",
  ip: "203.0.113.7",
  country: "NL",
};
const EVENTS = [
  {
    ...call,
    event_id: "m1",
    kind: "api_call",
    operation: "GET /messages",
    operation_class: "mail.read",
    resource: "a",
  },
  {
    ...call,
    event_id: "m2",
    kind: "api_call",
    operation: "GET /messages",
    operation_class: "mail.read",
    resource: "b",
  },
  { ...call, event_id: "s1", kind: "sign_in", operation: "Sign-in activity", operation_class: "auth.sign_in" },
];

beforeAll(async () => {
  const header = { source: "tidemark", run_id: "r", tenant: "", origin: "test", first_line: 1 };
  const bytes = Buffer.from(`${EVENTS.map((event) => JSON.stringify(event)).join("\n")}\n`);
  await store.landing.writeLines({ ...header, bytes });
  await store.writer.insert("alert_history", [historyRow("u1", 1, { app_id: "backup" })]);
  const fact = { name: "Backup Pro", status: "enabled", publisher: "Backup GmbH" };
  const row = { tenant: "contoso", item: "app", app_ref: "backup", key: "application", state: "present" };
  await store.connection.execute({
    sql: `INSERT INTO inventory_history FORMAT JSONEachRow ${JSON.stringify({ ...row, at: "2026-10-01 00:00:00.000", fact })}`,
  });
}, 60_000);

test.each([
  [huntApps, { app_id: "backup", app_name: "Backup Pro", publisher: "Backup GmbH" }],
  [huntCalls, { event_id: "m2", ip: "203.0.113.7", operation: "GET /messages" }],
  [huntSignIns, { app_id: "backup", sign_ins: 1, country: "NL" }],
  [huntMail, { user_id: "ana@contoso.example", operation_class: "mail.read", operations: 2, messages: 2 }],
  [huntFirstSeen, { app_id: "backup", attribute: "country", value: "NL" }],
  [huntAlerts, { uid: "u1", detection_source: "App Governance" }],
  [huntEvidence, { uid: "u1", entity_type: "user_id", entity: "ana@contoso.example", metric: "bytes_read" }],
])("$name finds what happened, in the shape it promises", async (query, expected) => {
  const rows = await store.reader.rows(query, span);
  expect(rows).toContainEqual(expect.objectContaining(expected));
  for (const row of rows) expect(Value.Check(query.row, row)).toBe(true);
  expect(await store.reader.rows(query, { ...span, tenant: "nobody" })).toEqual([]);
});
