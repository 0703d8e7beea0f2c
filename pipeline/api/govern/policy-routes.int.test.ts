import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProviderApis } from "../../core/actions.ts";
import { openTestApi } from "../test-api.ts";

const sent: string[] = [];
const apis: ProviderApis = {
  microsoft_graph: {
    call: async ({ method, path }) => {
      sent.push(`${method} ${path}`);
      return { status: 200, json: { id: "sp", accountEnabled: true } };
    },
  },
};
const api = await openTestApi("shared_server", undefined, apis);
const GUID = "5a95e683-0000-4000-8000-000000000001";

beforeAll(async () => {
  const app = {
    tenant: "contoso",
    item: "app",
    app_ref: GUID,
    key: "app",
    at: 0,
    state: "present",
    fact: { app_id: GUID },
  };
  const body = Buffer.from(JSON.stringify({ ...app, source: "microsoft_graph" }));
  await api.store.statements.run("INSERT INTO inventory_history FORMAT JSONEachRow", {}, body);
}, 60_000);
afterAll(() => api.close(), 30_000);

async function send(method: "PUT" | "POST" | "DELETE", url: string, payload?: object) {
  const answer = await api.app.inject({ method, url, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, body: answer.json() };
}

const documentOf = (severity: string) =>
  `name: idle\ntitle: Idle app\nseverity: ${severity}\nwhen:\n  unused_for_days: 90\n`;
const put = (revision: number, document: string, name = "idle") =>
  send("PUT", `/v1/policies/${name}?tenant=contoso`, { revision, document });

describe("policies", () => {
  test("are kept with their history; of two who change one, the second is told what the first did", async () => {
    expect(await put(0, documentOf("low"))).toMatchObject({ status: 200, body: { name: "idle", revision: 1 } });
    expect(await put(1, documentOf("high"))).toMatchObject({ body: { revision: 2 } });
    const late = await put(1, documentOf("medium"));
    expect(late.status).toBe(409);
    expect(late.body.error).toMatchObject({ code: "changed_meanwhile" });
    expect(late.body.error.message).toMatch(/at revision 2 \(this machine, .*severity: low; \+ severity: high/);
    const { body } = await api.get("/v1/policies/idle?tenant=contoso");
    expect(body).toMatchObject({ revision: 2, severity: "high", state: "audit", changed_by: "this machine" });
    expect(body.history).toHaveLength(2);
    const diff = await api.get("/v1/policies/idle/diff?tenant=contoso");
    expect(diff.body).toMatchObject({ from: 1, to: 2 });
    expect(diff.body.lines).toEqual(expect.arrayContaining(["- severity: low", "+ severity: high"]));
  });

  test.each<[string, number, string, RegExp]>([
    [
      "an unknown condition",
      0,
      "name: a\ntitle: A\nseverity: low\nwhen:\n  unused: 3\n",
      /line 5: when\.unused: there is no such condition/,
    ],
    [
      "an impossible threshold",
      0,
      "name: a\ntitle: A\nseverity: low\nwhen:\n  error_rate: {above_percent: 100}\n",
      /line 5: .*must be < 100/,
    ],
    ["a name that is another", 0, documentOf("low"), /line 1: name: is idle, but the address says a/],
    ["several", 0, `${documentOf("low")}---\n${documentOf("low").replace("idle", "b")}`, /one policy/],
  ])("are refused with line and reason: %s", async (_what, revision, document, reason) => {
    const refused = await put(revision, document, "a");
    expect([refused.status, refused.body.error.message]).toEqual([400, expect.stringMatching(reason)]);
    expect((await api.get("/v1/policies/a?tenant=contoso")).status).toBe(404);
  });

  test("are refused where the name exists, and can be taken away and brought again", async () => {
    expect((await put(0, documentOf("low"))).body.error.message).toMatch(/policy idle exists, at revision 2/);
    expect((await send("DELETE", "/v1/policies/idle?tenant=contoso&revision=1")).status).toBe(409);
    expect(await send("DELETE", "/v1/policies/idle?tenant=contoso&revision=2")).toMatchObject({ status: 200 });
    expect((await api.get("/v1/policies?tenant=contoso")).body).toEqual({ tenant: "contoso", policies: [] });
    expect((await api.get("/v1/policies/idle?tenant=contoso")).status).toBe(404);
    expect(await put(0, documentOf("low"))).toMatchObject({ body: { revision: 4 } });
  });

  test("are tried out before anybody switches them on", async () => {
    const document = documentOf("low");
    const { status, body } = await send("POST", "/v1/policies/backtest?tenant=contoso", { document, days: 1 });
    expect([status, body.days.length]).toEqual([200, 1]);
  });
});

describe("actions", () => {
  test("are planned, listed, shown and taken back only where something was done", async () => {
    const url = `/v1/apps/${GUID}/actions`;
    const planned = await send("POST", url, { kind: "disable_app", reason: "a test" });
    expect(planned).toMatchObject({ status: 200, body: { state: "planned", asked_by: "this machine", app_id: GUID } });
    expect(planned.body.events.map(({ event }: { readonly event: string }) => event)).toContain("step_planned");
    expect(sent.every((request) => request.startsWith("GET"))).toBe(true);
    const { action_id } = planned.body;
    expect((await api.get(url)).body.actions).toMatchObject([{ action_id }]);
    expect((await api.get("/v1/actions?state=waiting")).body.actions).toEqual([]);
    expect((await api.get(`/v1/actions/${action_id}`)).body).toMatchObject({ action_id, reason: "a test" });
    expect((await send("POST", `/v1/actions/${action_id}/decision`, { state: "approved" })).status).toBe(409);
    expect((await send("POST", `/v1/actions/${action_id}/undo`, { reason: "" })).status).toBe(400);
    expect((await send("POST", "/v1/apps/nobody/actions", { kind: "revoke", reason: "" })).status).toBe(404);
  });
});
