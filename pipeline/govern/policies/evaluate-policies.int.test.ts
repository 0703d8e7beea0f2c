import { expect, test } from "vitest";
import { openTestStore } from "../../../tests/test-store.ts";
import { evaluatePolicies } from "./evaluate-policies.ts";

const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2026, 9, 8, 12);
const store = await openTestStore();

const alerts = () =>
  store.rows("SELECT uid, app_id, title, toUInt32(revision) AS revision, status FROM alerts ORDER BY uid");

function policyOf(name: string, state: string) {
  const document = JSON.stringify({
    name,
    title: "Powerful",
    severity: "high",
    state,
    when: { highly_privileged: true },
  });
  return { name, state, document, revision: 0, title: "Powerful", severity: "high", place: "" };
}

async function evaluateOn(day: number): Promise<void> {
  const actions = { propose: () => Promise.reject(new Error("a policy that only alerts asks for nothing else")) };
  await evaluatePolicies({ ...store, actions, clock: { now_ms: () => FIRST_MS + day * DAY_MS } });
}

async function judged(highly_privileged: boolean, judged_at: number): Promise<void> {
  const row = { tenant: "default", app_id: "x", app_name: "X", status: "enabled", highly_privileged, judged_at };
  await store.statements.run("INSERT INTO app_facts FORMAT JSONEachRow", {}, Buffer.from(JSON.stringify(row)));
}

test("an active policy raises one alert for an app and span; one in audit notes only; an inactive one does nothing", async () => {
  await store.statements.run(
    "INSERT INTO inventory_history (tenant, item, app_ref, key, at, state) VALUES ('default', 'app', 'x', 'app', 0, 'present')",
    {},
  );
  await judged(true, 1);
  const states = ["active", "audit", "inactive"].map((state) => policyOf(state, state));
  await store.policies.change({ tenant: "default", actor: "ana", policies: states });
  await evaluateOn(0);
  const first = await alerts();
  expect(first).toMatchObject([{ app_id: "x", title: "X: Powerful", revision: 1, status: "new" }]);
  expect(await store.rows("SELECT DISTINCT policy FROM policy_matches ORDER BY ALL")).toEqual([
    { policy: "active" },
    { policy: "audit" },
  ]);
  await evaluateOn(0);
  await evaluateOn(1);
  expect(await alerts()).toEqual(first);
  expect(await store.number("count()", "alert_history")).toBe(1);
  await judged(false, 2);
  await evaluateOn(2);
  expect(await alerts()).toEqual(first);
  await judged(true, 3);
  await evaluateOn(3);
  expect(await alerts()).toHaveLength(2);
});
