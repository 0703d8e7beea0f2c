import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { POLICY_CONDITIONS } from "../../../schemas/policy.ts";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { createRollup } from "../../rollup/rollup.ts";
import { importItems } from "../inventory/import-inventory.ts";
import { compilePolicy } from "./compile-policy.ts";
import { readPolicies } from "./read-policies.ts";

const NOW_MS = Date.UTC(2026, 9, 8, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const store = await openTestStore();
const ago = (days: number, ms = 0): string => new Date(NOW_MS - days * DAY_MS - ms).toISOString().replace("Z", "");

const tried = new Set<string>();

/** The ids of the apps that a policy with these conditions matches, or what is wrong with it. */
async function matched(when: unknown, more: object = {}, tenant = "default"): Promise<unknown> {
  const read = readPolicies(JSON.stringify({ name: "a", title: "A", severity: "low", when, ...more }));
  if ("faults" in read) return read.faults.map(({ reason }) => reason);
  const [policy] = read.policies;
  if (!policy) throw new Error("no policy");
  const { query, params } = compilePolicy(policy, { tenant, facts_table: "app_facts", at_ms: NOW_MS });
  const rows = await store.reader.rows(query, params);
  return rows.map(({ app_id }) => app_id);
}

const permission = (type: string, name: string) => ({
  permission: name,
  api: "",
  api_name: "",
  type,
  level: "",
  consent_type: "",
  users: 0,
  granted_at: 0,
  use: "",
  last_used_at: null,
  smaller: "",
});

/** Apps by what is true of them; the ids say it. */
const FACTS: Readonly<Record<string, object>> = {
  made_7: { created_at: ago(7), in_inventory: true },
  made_over_7: { created_at: ago(7, 1), in_inventory: true },
  made_unknown: { in_inventory: true, first_seen_at: ago(1) },
  seen_6: { first_seen_at: ago(6) },
  attested: { certification: "attested" },
  certified: { certification: "certified" },
  verified: { publisher_verified: true },
  app_mail: { permissions: [permission("application", "Mail.Read")] },
  user_mail: { permissions: [permission("delegated", "Mail.Read"), permission("delegated", "Files.Read")] },
  high: { highly_privileged: true },
  over: { overprivileged: "yes" },
  lean: { overprivileged: "no" },
  other_api: { other_access: true },
  users_9: { consent_users: 9 },
  users_10: { consent_users: 10 },
  users_11: { consent_users: 11 },
  grown_50: { consent_users: 3 },
  grown_100: { consent_users: 4 },
  priority: { priority_consent: true },
  secret: { sensitivity_labels: ["Secret"] },
  exchange: { services: ["exchange"], tags: ["finance"] },
  idle_89: { unused_days: 89 },
  idle_90: { unused_days: 90 },
  idle_91: { unused_days: 91 },
  external: { origin: "external" },
  internal: { origin: "internal" },
  spare: { credentials_unused: 1 },
  ends_30: { credential_expires_at: ago(-30) },
  ends_over_30: { credential_expires_at: ago(-30, -1) },
  deleted: { status: "deleted", highly_privileged: true },
};
/** Apps of which only usage or the inventory tells. */
const OTHERS = [
  ...["gb_under", "gb_at", "gb_over", "gb_spread", "calls_9", "calls_10", "calls_11", "search_11", "doubled", "steady"],
  ...["errors_10", "errors_11", "week", "key_7", "key_8"],
];

const use = (app_id: string, days: number, more: object) =>
  line(`${app_id}-${days}-${JSON.stringify(more)}`, {
    app_id,
    at: new Date(NOW_MS - days * DAY_MS - HOUR_MS).toISOString(),
    service: "exchange",
    operation_class: "mail.read",
    outcome: "ok",
    ...more,
  });

const GB = 1_000_000_000;

beforeAll(async () => {
  const common = { tenant: "default", gone: 0, origin: "unknown", status: "enabled", overprivileged: "unknown" };
  const rows = [...Object.entries(FACTS), ...OTHERS.map((app_id) => [app_id, {}] as const)].map(([app_id, facts]) =>
    JSON.stringify({ ...common, app_id, app_name: app_id, judged_at: ago(0), ...facts }),
  );
  const other = JSON.stringify({ ...common, tenant: "other", app_id: "high", highly_privileged: true });
  await store.statements.run(
    "INSERT INTO app_facts SETTINGS input_format_null_as_default = 1 FORMAT JSONEachRow",
    {},
    Buffer.from([...rows, other].join("\n")),
  );
  await land(store.landing, [
    use("gb_under", 0, { bytes_read: GB / 2, bytes_written: GB / 2 - 1 }),
    use("gb_at", 0, { bytes_read: GB / 2, bytes_written: GB / 2 }),
    use("gb_over", 0, { bytes_read: GB / 2, bytes_written: GB / 2 + 1 }),
    use("gb_spread", 0, { bytes_read: GB }),
    use("gb_spread", 0, { bytes_read: GB, at: new Date(NOW_MS - 3 * HOUR_MS).toISOString() }),
    use("calls_9", 0, { count: 9 }),
    use("calls_10", 0, { count: 10 }),
    use("calls_11", 0, { count: 11 }),
    use("search_11", 0, { count: 11, operation_class: "mail.search", service: "gmail" }),
    use("doubled", 1, { count: 4, bytes_read: 100 }),
    use("doubled", 0, { count: 8, bytes_read: 200 }),
    use("steady", 1, { count: 4, bytes_read: 100 }),
    use("steady", 0, { count: 4, bytes_read: 100 }),
    use("week", 7, { count: 2 }),
    use("week", 0, { count: 5 }),
    use("errors_10", 6, { count: 90 }),
    use("errors_10", 6, { count: 10, outcome: "error" }),
    use("errors_11", 6, { count: 89 }),
    use("errors_11", 6, { count: 11, outcome: "error" }),
    use("errors_11", 7, { count: 900 }),
  ]);
  await createRollup(store).settle({ alone: true });
  await importConsents();
  await said("high", { owner: "ana", decision: "approved" });
  await said("over", { decision: "banned", decision_until: `${ago(-1)}Z` });
  await said("lean", { decision: "banned", decision_until: `${ago(1)}Z` });
  await said("external", { exceptions: [{ policy: "spared", until: `${ago(-1)}Z`, reason: "" }] });
  await said("internal", { exceptions: [{ policy: "spared", until: `${ago(1)}Z`, reason: "" }] });
  await store.statements.run("ALTER TABLE annotations UPDATE recorded_at = 0 WHERE 1 SETTINGS mutations_sync = 2", {});
}, 120_000);

async function said(subject_id: string, more: object): Promise<void> {
  await store.annotations.change({ tenant: "default", subject: "app", subject_id, revision: 0, actor: "ana", ...more });
}

async function importConsents(): Promise<void> {
  const clock = { now_ms: () => NOW_MS };
  const consent = (app_ref: string, user_id: string, days: number) => ({
    item: "consent" as const,
    app_ref,
    key: user_id,
    at: NOW_MS - days * DAY_MS,
    list: "test",
    fact: { user_id, permission: "Mail.Read" },
  });
  const key = (app_ref: string, days: number) => ({
    item: "credential" as const,
    app_ref,
    key: "key",
    at: NOW_MS - DAY_MS,
    list: "test",
    fact: { created_at: NOW_MS - days * DAY_MS },
  });
  // Dora has the role, by an id that the list of people resolves; Fay had it until yesterday.
  const member = (user_id: string, days: number, more: { readonly state?: "deleted" } = {}) => ({
    item: "role_member" as const,
    app_ref: "",
    key: `62e90394-69f5-4237-9190-012177145e10|${user_id}`,
    at: NOW_MS - days * DAY_MS,
    list: "test",
    ...more,
    fact: { name: "Global Administrator", permission_id: "62e90394-69f5-4237-9190-012177145e10", user_id },
  });
  const person = (key: string, user_id: string) => ({
    ...{ item: "user" as const, app_ref: "", key, at: NOW_MS - DAY_MS, list: "test" },
    fact: { user_id },
  });
  const items = [
    person("dora-id", "dora@x"),
    person("fay-id", "fay@x"),
    member("dora-id", 1),
    member("fay-id", 9),
    member("fay-id", 1, { state: "deleted" }),
    consent("users_9", "fay@x", 9),
    ...["ana", "bob"].flatMap((user) => [consent("grown_50", user, 90), consent("grown_100", user, 100)]),
    ...["cid"].flatMap((user) => [consent("grown_50", user, 89), consent("grown_100", user, 2)]),
    consent("grown_100", "Dora@x", 1),
    key("key_7", 7),
    key("key_8", 8),
  ];
  await importItems({ ...store, clock }, items, {
    tenant: "default",
    run_id: randomUUID(),
    mapper: { source: "tidemark" },
  });
}

test.each<[string, unknown, readonly string[]]>([
  ["registered_within_days", 7, ["made_7", "seen_6"]],
  ["certification", ["attested", "certified"], ["attested", "certified"]],
  ["publisher_verified", true, ["verified"]],
  ["application_permissions", ["Mail.Read"], ["app_mail"]],
  ["delegated_permissions", ["Files.Read", "Chat.Read"], ["user_mail"]],
  ["highly_privileged", true, ["high"]],
  ["overprivileged", true, ["over"]],
  ["overprivileged", false, ["lean"]],
  ["other_api_permissions", true, ["other_api"]],
  ["data_usage", { above_gb: 1 }, ["gb_over", "gb_spread"]],
  ["data_usage", { above_gb: 1, per: "hour" }, ["gb_over"]],
  ["data_usage", { above_gb: 1, service: "onedrive" }, []],
  ["data_usage_trend", { above_percent: 99 }, ["doubled"]],
  ["data_usage_trend", { above_percent: 100 }, []],
  ["api_calls", { above: 10 }, ["calls_11", "search_11"]],
  ["api_calls", { above: 9 }, ["calls_10", "calls_11", "search_11"]],
  ["api_calls", { above: 10, service: "exchange" }, ["calls_11"]],
  ["api_calls", { above: 10, operation_class: "mail.search" }, ["search_11"]],
  ["api_calls_trend", { above_percent: 99 }, ["doubled"]],
  ["api_calls_trend", { above_percent: 100 }, []],
  ["api_calls_trend", { above_percent: 149, than: "same_day_last_week" }, ["week"]],
  ["api_calls_trend", { above_percent: 150, than: "same_day_last_week" }, []],
  ["consent_users", { above: 10 }, ["users_11"]],
  ["consent_users", { above: 8, below: 10 }, ["users_9"]],
  ["consent_users_increase", { above_percent: 49 }, ["grown_100", "grown_50"]],
  ["consent_users_increase", { above_percent: 50 }, ["grown_100"]],
  ["consent_users_increase", { above_percent: 100 }, []],
  ["priority_consent", true, ["priority"]],
  ["consented_by", ["DORA@x", "eve"], ["grown_100"]],
  ["consented_by_role", ["global administrator"], ["grown_100"]],
  ["consented_by_role", ["62e90394-69f5-4237-9190-012177145e10", "Nobody's"], ["grown_100"]],
  ["consented_by_role", ["Global Reader"], []],
  ["sensitivity_labels", ["Secret", "Top"], ["secret"]],
  ["services", ["exchange", "teams"], ["exchange"]],
  ["error_rate", { above_percent: 10 }, ["errors_11"]],
  ["error_rate", { above_percent: 9.9 }, ["errors_10", "errors_11"]],
  ["error_rate", { above_percent: 11 }, []],
  ["not_used_within_days", 90, ["idle_91"]],
  ["origin", "external", ["external"]],
  ["unused_for_days", 90, ["idle_90", "idle_91"]],
  ["credential_unused_days", 30, ["spare"]],
  [
    "credential_unused_days",
    31,
    [
      "when.credential_unused_days: cannot be answered: app_facts counts credentials unused for 30 days, and for no other time",
    ],
  ],
  ["credential_expires", { within_days: 30 }, ["ends_30"]],
  ["credential_expires", { after_days: 30 }, ["ends_over_30"]],
  ["credential_added_within_days", 7, ["key_7"]],
  ["decision", ["banned"], ["over"]],
  ["decision", ["approved", "limited"], ["high"]],
  ["has_owner", true, ["high"]],
])("%s: %j matches what is beyond it and nothing at or under it", async (name, value, expected) => {
  tried.add(name);
  expect(await matched({ [name]: value })).toEqual(expected);
});

test("every condition was tried", () => {
  expect([...tried].sort()).toEqual(Object.keys(POLICY_CONDITIONS).sort());
});

test("who has a role is not known where no list of roles was read", async () => {
  expect(await matched({ not: { consented_by_role: ["Global Administrator"] } })).toContain("grown_50");
  expect(await matched({ not: { consented_by_role: ["Global Administrator"] } }, {}, "other")).toEqual([]);
});

test("joins conditions with all, any and not", async () => {
  expect(await matched({ any: [{ origin: "external" }, { origin: "internal" }] })).toEqual(["external", "internal"]);
  expect(await matched({ all: [{ origin: "external" }, { origin: "internal" }] })).toEqual([]);
  expect(await matched({ all: [{ unused_for_days: 30 }, { not: { unused_for_days: 90 } }] })).toEqual(["idle_89"]);
});

test("what is not known meets neither a condition nor its opposite", async () => {
  expect(await matched({ not: { origin: "external" } })).toEqual(["internal"]);
  expect(await matched({ not: { overprivileged: true } })).toEqual(["lean"]);
});

test("leaves an app alone until its exception from this policy ends", async () => {
  const when = { any: [{ origin: "external" }, { origin: "internal" }] };
  expect(await matched(when, { name: "spared" })).toEqual(["internal"]);
  expect(await matched(when)).toEqual(["external", "internal"]);
  expect(
    await matched({ all: [{ decision: ["none"] }, { any: [{ overprivileged: true }, { overprivileged: false }] }] }),
  ).toEqual(["lean"]);
});

test("keeps to its scope, to its tenant, and to apps that are there", async () => {
  const when = { any: [{ origin: "external" }, { services: ["exchange"] }] };
  expect(await matched(when, { scope: { apps: ["external", "high"] } })).toEqual(["external"]);
  expect(await matched(when, { scope: { except: ["external"] } })).toEqual(["exchange"]);
  expect(await matched(when, { scope: { tags: ["finance", "x"] } })).toEqual(["exchange"]);
  expect(await matched({ highly_privileged: true }, {}, "other")).toEqual(["high"]);
});

test("a value is a parameter, whatever is in it", async () => {
  const odd = "'); DROP TABLE app_facts; -- \\ {x:String} \n";
  expect(await matched({ services: [odd] }, { scope: { except: [odd] } })).toEqual([]);
  expect(await store.number("count()", "app_facts")).toBeGreaterThan(0);
});
