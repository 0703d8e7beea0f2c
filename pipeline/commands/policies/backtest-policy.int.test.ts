import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { importItems } from "../../govern/inventory/import-inventory.ts";
import { createAppJudge } from "../../govern/judgement/judge-apps.ts";
import { backtestPolicy } from "../../govern/policies/backtest-policy.ts";
import { compilePolicy } from "../../govern/policies/compile-policy.ts";
import { evaluatePolicies } from "../../govern/policies/evaluate-policies.ts";
import { type Policy, readPolicies } from "../../govern/policies/read-policies.ts";
import { createRollup } from "../../rollup/rollup.ts";

const NOW_MS = Date.UTC(2026, 9, 8, 12);
const DAY_MS = 86_400_000;
const store = await openTestStore();
const judgeApps = createAppJudge({ ...store, clock: { now_ms: () => NOW_MS } });

const documentOf = (name: string, when: unknown): string =>
  JSON.stringify({ name, title: "A", severity: "low", state: "audit", when });

function policyOf(when: unknown, name = "a"): Policy {
  const read = readPolicies(documentOf(name, when));
  if (!("policies" in read) || !read.policies[0]) throw new Error("no policy");
  return read.policies[0];
}

const NEW = policyOf({ all: [{ registered_within_days: 2 }, { application_permissions: ["Mail.Read"] }] });
const BUSY = policyOf({ api_calls: { above: 10 } });

async function tried(policy: Policy, count = 5): Promise<readonly (readonly [string, readonly string[]])[]> {
  const judge = (moment: object) => judgeApps({ ...moment, facts_table: "backtest_facts" });
  const quiet = { onDay: () => undefined, onWait: () => undefined, signal: new AbortController().signal };
  const asked = { policy, tenant: "default", days: count, until_ms: NOW_MS };
  const days = await backtestPolicy({ ...store, judge }, asked, quiet);
  return days.map(({ day, matches }) => [day, matches.map(({ app_id }) => app_id)]);
}

beforeAll(async () => {
  const at = NOW_MS - 4 * DAY_MS;
  const of = { app_ref: "fresh", list: "test" } as const;
  const fact = { app_id: "fresh", name: "Fresh", created_at: at };
  const permission = { api_name: "Microsoft Graph", permission: "Mail.Read", permission_type: "application" as const };
  const items = [
    { ...of, item: "app" as const, key: "app", at, fact },
    // Granted a day after it was made: on the day before, the policy would not have matched it.
    { ...of, item: "permission" as const, key: "p", at: at + DAY_MS, fact: permission },
  ];
  const clock = { now_ms: () => NOW_MS };
  await importItems({ ...store, clock }, items, {
    tenant: "default",
    run_id: randomUUID(),
    mapper: { source: "tidemark" },
  });
  const use = (days: number, count: number) =>
    line(`use-${days}`, { app_id: "fresh", at: new Date(NOW_MS - days * DAY_MS).toISOString(), count, outcome: "ok" });
  await land(store.landing, [use(3, 10), use(2, 11), use(1, 11), use(0, 11)]);
  await createRollup(store).settle({ alone: true });
  await judgeApps();
}, 60_000);

test("goes by what was true of the apps on each whole day", async () => {
  expect(await tried(NEW)).toEqual([
    ["2026-10-03", []],
    ["2026-10-04", []],
    ["2026-10-05", ["fresh"]],
    ["2026-10-06", []],
    ["2026-10-07", []],
  ]);
  expect((await tried(BUSY)).map(([day, apps]) => [day, apps.length])).toEqual([
    ["2026-10-03", 0],
    ["2026-10-04", 0],
    ["2026-10-05", 0],
    ["2026-10-06", 1],
    ["2026-10-07", 1],
  ]);
});

test("changes no facts that others read, and finds what a judgement of that day finds", async () => {
  const facts = () => store.rows("SELECT * EXCEPT judged_at FROM app_facts FINAL ORDER BY ALL");
  const before = await facts();
  const found = await tried(NEW);
  expect(await facts()).toEqual(before);
  expect(await store.number("count()", "backtest_facts")).toBe(0);
  for (const [day, apps] of found) {
    const at_ms = Date.parse(day) + DAY_MS - 1;
    await store.statements.run("TRUNCATE TABLE app_facts", {});
    await judgeApps({ at_ms });
    const { query, params } = compilePolicy(NEW, { tenant: "default", facts_table: "app_facts", at_ms });
    expect((await store.reader.rows(query, params)).map(({ app_id }) => app_id)).toEqual(apps);
  }
});

test("equals what live evaluation did on the same days, row for row", async () => {
  const whens: Readonly<Record<string, unknown>> = {
    new_and_granted: { all: [{ registered_within_days: 2 }, { application_permissions: ["Mail.Read"] }] },
    busy: { api_calls: { above: 10 } },
    busier: { any: [{ api_calls_trend: { above_percent: 5 } }, { not: { registered_within_days: 3 } }] },
    never: { origin: "internal" },
  };
  const policies = Object.entries(whens).map(([name, when]) => {
    const document = documentOf(name, when);
    return { name, revision: 0, title: "A", severity: "low", state: "audit", document, place: "" };
  });
  await store.policies.change({ tenant: "default", actor: "ana", policies });
  const actions = { propose: async () => undefined };
  await store.statements.run("TRUNCATE TABLE app_facts", {});
  const tests = new Map<string, Awaited<ReturnType<typeof tried>>>();
  for (const [name, when] of Object.entries(whens)) tests.set(name, await tried(policyOf(when, name), 3));
  for (const [day] of tests.get("busy") ?? []) {
    const at_ms = Date.parse(day) + DAY_MS - 1;
    await judgeApps({ at_ms });
    await evaluatePolicies({ ...store, actions, clock: { now_ms: () => at_ms } });
  }
  const live = await store.rows(
    "SELECT policy, toString(day) AS day, app_id FROM policy_matches FINAL WHERE state != 'ended' ORDER BY ALL",
  );
  const expected = [...tests].flatMap(([policy, days]) =>
    days.flatMap(([day, apps]) => apps.map((app_id) => ({ policy, day, app_id }))),
  );
  expect(live).toEqual(expected.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)));
  expect(new Set(live.map((row) => Object(row).policy))).toEqual(new Set(["new_and_granted", "busy", "busier"]));
}, 60_000);
