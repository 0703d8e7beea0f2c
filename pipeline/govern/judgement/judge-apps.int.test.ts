import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { createRollup } from "../../rollup/rollup.ts";
import { importItems } from "../inventory/import-inventory.ts";
import { createAppJudge } from "./judge-apps.ts";

const NOW_MS = Date.UTC(2026, 9, 8, 12);
const DAY_MS = 86_400_000;
const HISTORY_DAYS = 130;
const SPOOF = "\u202efdp.\u0440aypal";
const LONG = "n".repeat(10_000);

const store = await openTestStore();
let late_ms = 0;
const clock = { now_ms: () => NOW_MS + late_ms };
const judge = createAppJudge({ ...store, clock });

const at = (days_ago: number) => NOW_MS - days_ago * DAY_MS;
const iso = (days_ago: number) => new Date(at(days_ago)).toISOString();

interface Held {
  readonly permission: string;
  readonly type?: "delegated" | "application";
  readonly user_id?: string;
  readonly granted?: number;
}

function app(app_id: string, fact: object, held: readonly Held[] = []) {
  const of = { app_ref: app_id, at: at(120), list: "test" } as const;
  const permissions = held.map(({ permission, type = "application", user_id = "", granted = 110 }) => ({
    ...of,
    item: "permission" as const,
    key: `${permission}|${type}|${user_id}`,
    fact: { api_name: "Microsoft Graph", permission, permission_type: type, user_id, created_at: at(granted) },
  }));
  return [{ ...of, item: "app" as const, key: "app", fact: { app_id, ...fact } }, ...permissions];
}

function credential(app_id: string, key: string, expires_in_days: number) {
  const fact = { created_at: at(100), expires_at: at(-expires_in_days) };
  return { item: "credential" as const, app_ref: app_id, key, at: at(100), list: "test", fact };
}

const read = (id: string, app_id: string, days_ago: number, operation: string, more: object = {}) =>
  line(id, { app_id, operation, at: iso(days_ago), operation_class: "mail.read", service: "exchange", ...more });

const signIn = (id: string, app_id: string, key: string, days_ago: number) =>
  line(id, { kind: "sign_in", app_id, at: iso(days_ago), details: { credential_key_id: key }, outcome: "ok" });

async function importAll(tenant: string, items: Parameters<typeof importItems>[1]) {
  await importItems({ ...store, clock }, items, { tenant, run_id: randomUUID(), mapper: { source: "tidemark" } });
}

beforeAll(async () => {
  const external = { origin: "external", created_at: at(120), status: "enabled" };
  await importAll("default", [
    ...app("reader", { ...external, name: "Reader" }, [
      { permission: "Mail.ReadWrite" },
      { permission: "Chat.Read.All" },
    ]),
    ...app("young", external, [{ permission: "Mail.Read", granted: 5 }]),
    ...app("odd", { ...external, name: SPOOF, marks: ["bidi_name", "mixed_script_name"] }, [
      { permission: "Nobody.Knows" },
    ]),
    ...app("long", { ...external, name: LONG, marks: ["long_name"] }),
    ...app("nameless", { ...external, created_at: at(2) }),
    ...app("office", { ...external, home_tenant: "F8CDEF31-a31e-4b4a-93e4-5f571e91255a", name: "Office" }),
    ...app("zoom", { ...external, publisher: "Zoom", publisher_verified: true, publisher_domain: "zoom.us" }),
    ...app("zoomlike", { ...external, publisher: "Zoom", publisher_domain: "zoom.us" }),
    ...app("locked", external),
    credential("locked", "used", 200),
    credential("locked", "spare", 200),
    credential("locked", "soon", 10),
    credential("locked", "over", -1),
  ]);
  await importAll("other", app("reader", { name: "Another reader" }));
  const daily = Array.from({ length: HISTORY_DAYS }, (_, n) => read(`d${n}`, "steady", n, "GET /users"));
  const keys = Array.from({ length: 60 }, (_, n) => signIn(`k${n}`, "locked", "used", n));
  await land(store.landing, [
    ...daily,
    ...keys,
    signIn("spare", "locked", "spare", 50),
    read("r1", "reader", 3, "GET /users/{id}/messages/{id}", { bytes_read: 100, user_id: "ana" }),
    read("r2", "reader", 40, "GET /users/{id}/messages"),
    read("refused", "reader", 1, "GET /chats/{id}/messages", { outcome: "error", status_code: 403 }),
    read("idle", "odd", 100, "GET /users"),
  ]);
  await createRollup(store).settle({ alone: true });
  await importAll(
    "default",
    app("boss", { name: "Boss" }, [{ permission: "Mail.Read", type: "delegated", user_id: "Ceo@x" }]),
  );
  const said = { tenant: "default", revision: 0, actor: "test" };
  await store.annotations.change({ ...said, subject: "user", subject_id: "ceo@x", priority: true });
  await store.annotations.change({ ...said, subject: "app", subject_id: "boss", tags: ["ours"] });
  await judge();
}, 120_000);

async function facts(app_id: string, columns: string, tenant = "default") {
  const [row] = await store.rows(
    `SELECT ${columns} FROM app_facts FINAL WHERE tenant = '${tenant}' AND app_id = '${app_id}'`,
  );
  return row;
}

test("a permission that was not called is unused, and a wider one than needed has a smaller one", async () => {
  const row = await facts(
    "reader",
    "overprivileged, unused_permissions, smaller_permissions, privilege_level, highly_privileged, unused",
  );
  expect(row).toEqual({
    overprivileged: "yes",
    // The call that was refused is no use.
    unused_permissions: ["Chat.Read.All"],
    smaller_permissions: ["Mail.Read"],
    privilege_level: "high",
    highly_privileged: true,
    unused: false,
  });
});

test("says that history is not enough, and that nobody knows, instead of guessing", async () => {
  expect(await facts("young", "overprivileged")).toEqual({ overprivileged: "not_enough_history" });
  expect(await facts("odd", "overprivileged, privilege_level")).toEqual({
    overprivileged: "unknown",
    privilege_level: "",
  });
  expect(await facts("steady", "overprivileged, in_inventory, status")).toEqual({
    overprivileged: "unknown",
    in_inventory: false,
    status: "unknown",
  });
});

test("compares 30 days with the 30 before", async () => {
  const row = await facts(
    "reader",
    "calls_30d, previous_calls_30d, bytes_read_30d, bytes_written_30d, users_30d, usage_level, services",
  );
  expect(row).toEqual({
    calls_30d: 2,
    previous_calls_30d: 1,
    bytes_read_30d: 100,
    bytes_written_30d: null,
    users_30d: 1,
    usage_level: "low",
    services: ["exchange"],
  });
});

test("an app is unused after 90 days, new for 7", async () => {
  expect(await facts("odd", "unused, unused_days, new_app")).toEqual({
    unused: true,
    unused_days: 100,
    new_app: false,
  });
  expect(await facts("nameless", "unused, new_app, marks")).toEqual({
    unused: false,
    new_app: true,
    marks: ["no_name"],
  });
});

test("counts credentials that expired, expire soon, and have signed nobody in for 30 days or ever", async () => {
  const row = await facts(
    "locked",
    "credentials, credentials_expiring AS e, credentials_expired AS x, credentials_unused AS u",
  );
  expect(row).toEqual({ credentials: 4, e: 1, x: 1, u: 2 });
});

test("keeps names whatever is in them, with their marks", async () => {
  expect(await facts("odd", "app_name, has(marks, 'bidi_name') AS marked")).toEqual({ app_name: SPOOF, marked: 1 });
  expect(await facts("long", "app_name")).toEqual({ app_name: LONG });
});

test("knows first-party apps and vendors, the latter by verified publishers only", async () => {
  expect(await facts("office", "first_party")).toEqual({ first_party: true });
  expect(await facts("zoom", "well_known_vendor AS vendor")).toEqual({ vendor: "Zoom" });
  expect(await facts("zoomlike", "well_known_vendor AS vendor")).toEqual({ vendor: "" });
});

test("two tenants with the same app id are never mixed up", async () => {
  expect(await facts("reader", "app_name, length(permissions) AS n", "other")).toEqual({
    app_name: "Another reader",
    n: 0,
  });
  expect(await facts("reader", "app_name, length(permissions) AS n")).toEqual({ app_name: "Reader", n: 2 });
});

test("goes by what people said of apps and accounts", async () => {
  expect(await facts("boss", "priority_consent, tags")).toEqual({ priority_consent: true, tags: ["ours"] });
  expect(await facts("reader", "priority_consent, tags")).toEqual({ priority_consent: false, tags: [] });
});

test("the risk score is the sum of its parts", async () => {
  const rows = await store.rows(
    "SELECT app_id FROM app_facts FINAL WHERE risk_score != least(100, greatest(1, arraySum(risk_parts.points)))",
  );
  expect(rows).toEqual([]);
  expect(await facts("reader", "risk_score")).toEqual({ risk_score: 65 });
});

test("an operator's word goes before the list", async () => {
  const word = {
    list_hash: "",
    tenant: "default",
    match: "app_id",
    value: "zoom",
    kind: "none",
    vendor: "",
    set_at: NOW_MS,
  };
  await store.writer.insert("known_apps", [word]);
  await judge({ tenant: "default" });
  expect(await facts("zoom", "well_known_vendor AS vendor")).toEqual({ vendor: "" });
});

test("an id that turns out to be another app's name is no app any more", async () => {
  const alias = {
    item: "alias",
    app_ref: "steady",
    key: "app_id",
    at: at(1),
    list: "aliases",
    fact: { app_id: "reader" },
  } as const;
  late_ms = 1_000;
  await importAll("default", [alias]);
  expect(await judge({ only_if_due: true })).toEqual({ tenants: 1 });
  expect(await facts("steady", "app_id")).toBeUndefined();
  expect(await facts("reader", "calls_30d > 20 AS more")).toEqual({ more: 1 });
});
