import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { evaluatePolicies } from "../../pipeline/govern/policies/evaluate-policies.ts";
import { createActions } from "../../pipeline/govern/remediation/create-actions.ts";
import type { RemediationSettings } from "../../pipeline/govern/remediation/remediation-settings.ts";
import { graphApi } from "../../pipeline/readers/microsoft-graph/graph-client.ts";
import { openTestStore } from "../test-store.ts";
import { type GraphWrites, startGraphWrites } from "./graph-writes.ts";

const store = await openTestStore();
const { signal } = new AbortController();
const NOON_MS = Date.UTC(2026, 9, 8, 12);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const APPS = ["1", "2", "3"].map((n) => `00000000-0000-4000-8000-00000000000${n}`);

let graph: GraphWrites;
const tenant = "default";
let now_ms: number;

beforeAll(async () => {
  graph = await startGraphWrites();
});
afterAll(() => graph.stop());

beforeEach(async () => {
  // Policies of all tenants are evaluated together: what another test left would be so, too.
  for (const table of ["app_facts", "policies", "policy_matches", "action_history", "alert_history"])
    await store.statements.run(`TRUNCATE TABLE ${table}`, {});
  now_ms = NOON_MS;
  graph.requests.length = 0;
  for (const id of APPS)
    graph.lists.servicePrincipals.set(`sp-${id}`, { id: `sp-${id}`, appId: id, accountEnabled: true });
});

async function powerful(app_ids: readonly string[], highly_privileged = true): Promise<void> {
  const common = { tenant, status: "enabled", highly_privileged, judged_at: now_ms };
  const rows = app_ids.map((app_id) => JSON.stringify({ ...common, app_id, app_name: app_id }));
  await store.statements.run("INSERT INTO app_facts FORMAT JSONEachRow", {}, Buffer.from(rows.join("\n")));
}

async function bring(more: object): Promise<void> {
  const document = { name: "powerful", title: "Powerful", severity: "high", state: "active", ...more };
  const policy = { ...document, document: JSON.stringify({ ...document, when: { highly_privileged: true } }) };
  await store.policies.change({ tenant, actor: "ana", policies: [{ ...policy, revision: 0, place: "" }] });
}

function actionsOf(settings: Partial<RemediationSettings> = {}) {
  const http = { now_ms: Date.now, random: () => 0, sleep: async () => undefined };
  const apis = { microsoft_graph: graphApi(http, graph.settings) };
  const live = { mode: "live", never_touch: [], most_per_hour: 10, ...settings } as const;
  return createActions({ ...store, clock: { now_ms: () => now_ms }, apis, settings: live });
}

/** What the service's jobs do, one after the other. */
async function round(settings: Partial<RemediationSettings> = {}): Promise<void> {
  const actions = actionsOf(settings);
  await evaluatePolicies({ ...store, actions, clock: { now_ms: () => now_ms } });
  await actions.perform(signal);
}

const disabled = () => APPS.filter((id) => graph.lists.servicePrincipals.get(`sp-${id}`)?.["accountEnabled"] === false);

async function states(): Promise<readonly unknown[]> {
  const rows = await store.rows(`SELECT state FROM actions WHERE tenant = '${tenant}' ORDER BY app_id, asked_at`);
  return rows.map((row) => Object(row).state);
}

const actionIds = () => store.rows(`SELECT action_id FROM actions WHERE tenant = '${tenant}' ORDER BY app_id`);

describe("an active policy that disables", () => {
  test("disables what it matches, once a span, whatever people undo", async () => {
    await powerful(APPS.slice(0, 2));
    await bring({ actions: ["alert", "disable_app"] });
    await round();
    expect(disabled()).toEqual(APPS.slice(0, 2));
    expect(await states()).toEqual(["done", "done"]);
    const [first] = await actionIds();
    const { action_id } = Object(first);
    await actionsOf().undo({ tenant, action_id, actor: "bo", reason: "needed", dry_run: false }, signal);
    now_ms += DAY_MS;
    await round();
    expect(disabled()).toEqual(APPS.slice(1, 2));
    expect(await store.number("count()", `actions WHERE tenant = '${tenant}' AND policy = 'powerful'`)).toBe(2);
    const [alerted] = await store.rows(
      `SELECT any(alert_uid IN (SELECT uid FROM alerts)) AS known FROM actions WHERE tenant = '${tenant}'`,
    );
    expect(alerted).toEqual({ known: 1 });
  });

  test("stops and asks where it would be more apps than its limit, and does what is approved", async () => {
    await powerful(APPS);
    await bring({ actions: ["disable_app"], most_apps: 2 });
    await round();
    await round();
    expect(disabled()).toEqual([]);
    expect(graph.requests).toEqual([]);
    expect(await states()).toEqual(["waiting", "waiting", "waiting"]);
    const [said] = await store.rows(`SELECT said FROM actions WHERE tenant = '${tenant}' LIMIT 1`);
    expect(said).toEqual({ said: "3 apps now and 0 in the day before; its limit is 2 a day" });
    const [one, two] = (await actionIds()).map((row) => String(Object(row).action_id));
    const actions = actionsOf();
    await actions.decide({ tenant, action_id: one ?? "", actor: "ana", state: "approved" });
    await actions.decide({ tenant, action_id: two ?? "", actor: "ana", state: "rejected" });
    await expect(
      actions.decide({ tenant, action_id: two ?? "", actor: "bo", state: "approved" }),
    ).rejects.toMatchObject({
      code: "changed_meanwhile",
      message: expect.stringMatching(/does not wait: it is rejected/),
    });
    await round();
    expect(disabled()).toEqual(APPS.slice(0, 1));
    expect(await states()).toEqual(["done", "rejected", "waiting"]);
  });

  test("counts what it did in the day before against its limit", async () => {
    await powerful(APPS.slice(0, 2));
    await bring({ actions: ["disable_app"], most_apps: 2 });
    await round();
    now_ms += 20 * MINUTE_MS;
    await powerful(APPS.slice(2));
    await round();
    expect(disabled()).toEqual(APPS.slice(0, 2));
    expect(await states()).toEqual(["done", "done", "waiting"]);
  });

  test("acts on so many apps an hour, and on the others in the next one", async () => {
    await powerful(APPS);
    await bring({ actions: ["disable_app"] });
    await round({ most_per_hour: 2 });
    await round({ most_per_hour: 2 });
    expect(disabled()).toHaveLength(2);
    now_ms += 61 * MINUTE_MS;
    await round({ most_per_hour: 2 });
    expect(disabled()).toHaveLength(3);
  });

  test.each<[string, object, Partial<RemediationSettings>, readonly string[]]>([
    ["in audit", { state: "audit" }, {}, []],
    ["that nobody has switched to live", {}, { mode: "dry_run" }, ["planned"]],
    ["of an app nobody may touch", {}, { never_touch: APPS }, ["refused"]],
  ])("does nothing %s", async (_which, document, settings, expected) => {
    await powerful(APPS.slice(0, 1));
    await bring({ actions: ["disable_app"], ...document });
    await round(settings);
    expect(disabled()).toEqual([]);
    expect(await states()).toEqual(expected);
  });
});

test("what a policy matched on a day is what its last evaluation of that day had", async () => {
  await powerful(APPS.slice(0, 2));
  await bring({ actions: ["disable_app"], state: "audit" });
  await round();
  now_ms += 15 * MINUTE_MS;
  await powerful(APPS.slice(0, 1), false);
  await round();
  expect(
    await store.rows(`SELECT app_id FROM policy_matches FINAL WHERE tenant = '${tenant}' AND state != 'ended'`),
  ).toEqual([{ app_id: APPS[1] }]);
});
