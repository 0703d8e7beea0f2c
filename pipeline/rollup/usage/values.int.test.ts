import { beforeAll, expect, test } from "vitest";
import { event, land } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { repairConflicts } from "../conflicts/conflicts.ts";
import { createRollup } from "../rollup.ts";
import { refreshValues } from "./values.ts";

const store = await openTestStore();
const rollup = createRollup(store);

type Words = Readonly<Record<string, unknown>>;

const read = (event_id: string, more: Words = {}): string =>
  JSON.stringify(
    event(event_id, {
      tenant: "contoso",
      app_id: "backup",
      service: "exchange",
      operation_class: "mail.read",
      user_id: "ana",
      ip: "203.0.113.7",
      country: "DE",
      ...more,
    }),
  );

async function bring(source: string, lines: readonly string[]): Promise<void> {
  expect((await land(store.landing, lines, { source })).quarantined).toBe(0);
}

async function count(): Promise<void> {
  await rollup.settle({ alone: true });
  await refreshValues(store, { alone: true });
}

const values = (attribute: string, tenant = "contoso") =>
  store.connection.json(
    `SELECT value, service, calls, errors, sign_ins, sign_in_errors, bytes_read, toString(toDate(v.at)) AS day
     FROM usage_values AS v FINAL WHERE tenant = {tenant:String} AND attribute = {attribute:String} AND events > 0 ORDER BY value, service, day`,
    { tenant, attribute },
  );

const nothing = { errors: 0, sign_ins: 0, sign_in_errors: 0, bytes_read: null };

beforeAll(async () => {
  await bring("ms_graph_activity", [
    read("1", { bytes_read: 100 }),
    read("2", { bytes_read: 50, user_id: "ben", count: 3 }),
    read("3", { service: "teams", operation_class: "chat.read" }),
    read("4", { user_id: null, outcome: "error", status_code: 403 }),
    read("s1", { kind: "sign_in", operation_class: "auth.sign_in", service: "directory" }),
    read("s2", {
      kind: "sign_in",
      operation_class: "auth.sign_in",
      service: "directory",
      outcome: "error",
      status_code: 7000222,
      details: { failure_reason: "The secret has expired" },
    }),
    read("l1", { service: "sharepoint", operation_class: "file.read", details: { sensitivity_label: "Secret" } }),
    read("f1", { tenant: "fabrikam", user_id: "eve" }),
  ]);
  // The same reads as another feed saw them.
  await bring("o365_audit", [read("a1"), read("a2", { user_id: "ben" })]);
  await count();
});

test("counts what was done for each user, by service, in the feed that saw most of it", async () => {
  expect(await values("user_id")).toEqual([
    {
      ...nothing,
      value: "ana",
      service: "directory",
      calls: 2,
      errors: 1,
      sign_ins: 2,
      sign_in_errors: 1,
      day: "2026-10-05",
    },
    { ...nothing, value: "ana", service: "exchange", calls: 1, bytes_read: 100, day: "2026-10-05" },
    { ...nothing, value: "ana", service: "sharepoint", calls: 1, day: "2026-10-05" },
    { ...nothing, value: "ana", service: "teams", calls: 1, day: "2026-10-05" },
    { ...nothing, value: "ben", service: "exchange", calls: 3, bytes_read: 50, day: "2026-10-05" },
  ]);
});

test("names failures by code and reason, and labels by where they were seen", async () => {
  expect(await values("failure")).toMatchObject([
    { value: "403", calls: 1, sign_ins: 0 },
    { value: "7000222 The secret has expired", calls: 1, sign_ins: 1, sign_in_errors: 1 },
  ]);
  expect(await values("sensitivity_label")).toMatchObject([{ value: "Secret", service: "sharepoint", calls: 1 }]);
});

test("keeps tenants apart", async () => {
  expect(await values("user_id", "fabrikam")).toMatchObject([{ value: "eve", calls: 1 }]);
});

test("counts a late event on its own day, and counting again changes nothing", async () => {
  await bring("ms_graph_activity", [read("late", { at: "2026-09-01T10:00:00Z", country: "NL" })]);
  await count();
  const once = await values("country");
  expect(once).toMatchObject([
    { value: "DE", day: "2026-10-05" },
    { value: "NL", calls: 1, day: "2026-09-01" },
  ]);
  await store.connection.execute({ sql: "TRUNCATE TABLE job_progress" });
  await count();
  expect(await values("country")).toEqual(once);
});

test("forgets what only a removed copy said", async () => {
  await bring("ms_graph_activity", [read("2", { at: "2026-10-06T08:00:00Z", country: "BR" })]);
  await count();
  expect((await values("country")).map((row) => Object(row).value)).toContain("BR");
  await repairConflicts(store, { alone: true });
  expect((await values("country")).map((row) => Object(row).value)).toEqual(["DE", "NL"]);
});
