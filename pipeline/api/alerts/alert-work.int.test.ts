import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { event, land } from "../../../tests/land.ts";
import { alertRevision, openTestApi, TEST_NOW_MS } from "../test-api.ts";

const api = await openTestApi();
const HOUR_MS = 3_600_000;

beforeAll(async () => {
  await api.store.writer.insert("alert_history", [
    alertRevision("u1", 1),
    alertRevision("u2", 1, { status: "resolved", classification: "true_positive" }),
    alertRevision("u3", 1, { app_id: "other" }),
    alertRevision("u4", 1, { app_id: "other", detection: "else", title: "Backup test of Monday" }),
    alertRevision("u1", 1, { tenant: "fabrikam" }),
  ]);
  const at = new Date(TEST_NOW_MS - 29.5 * HOUR_MS).toISOString();
  const lines = ["backup", "other"].map((app_id) => JSON.stringify(event(app_id, { tenant: "contoso", app_id, at })));
  await land(api.store.landing, lines, { source: "graph", tenant: "contoso", run_id: "r", origin: "f" });
}, 60_000);
afterAll(() => api.close(), 30_000);

async function send(method: "PATCH" | "PUT", url: string, payload: object) {
  const answer = await api.app.inject({ method, url: `${url}?tenant=contoso`, payload });
  return { status: answer.statusCode, body: answer.json() };
}

const uids = async (query = ""): Promise<readonly string[]> => {
  const { body } = await api.get(`/v1/alerts?tenant=contoso${query}`);
  return body.alerts.map(({ uid }: { readonly uid: string }) => uid).sort();
};

test("of two people who change one alert, the second is told what the first did", async () => {
  const first = await send("PATCH", "/v1/alerts/u1", {
    revision: 1,
    assignee: "ana",
    status: "in_progress",
    comment: "mine",
  });
  expect(first).toMatchObject({ status: 200, body: { revision: 2 } });
  const second = await send("PATCH", "/v1/alerts/u1", { revision: 1, status: "resolved" });
  expect(second.status).toBe(409);
  expect(second.body.error.message).toMatch(
    /revision 2 stands, by api at .*, who wrote: mine: status "new" is now "in_progress", assignee "" is now "ana"/,
  );
  expect(await uids("&assignee=ana")).toEqual(["u1"]);
});

test("an alert is told in plain words, with the rows behind it and those like it", async () => {
  const { body } = await api.get("/v1/alerts/u1?tenant=contoso");
  expect(body.story).toMatchObject({
    what: "More calls than ever.",
    how_sure: expect.stringMatching(/^Score 92 of 100/),
  });
  const rows = await api.get("/v1/alerts/u1/rows?tenant=contoso");
  expect(rows.body.rows).toMatchObject([{ event_id: "backup", source: "graph" }]);
  const similar = await api.get("/v1/alerts/u1/similar?tenant=contoso");
  expect(similar.body.alerts).toMatchObject([
    { uid: "u2", is_same: 1, classification: "true_positive" },
    { uid: "u3", is_same: 0 },
  ]);
  const draft = await api.get("/v1/alerts/u1/policy-draft?tenant=contoso");
  expect(draft.body.document).toMatchObject({ name: "like-usage_spike-u1", state: "audit" });
});

describe("a rule that hides alerts", () => {
  test("says first which past alerts it would hide, and how many of them were true", async () => {
    const { body } = await api.get("/v1/tuning-preview?tenant=contoso&detection=usage_spike");
    expect(body).toMatchObject({ true_positives: 1, alerts: [{}, {}, {}] });
  });

  test("hides and counts them, deletes none, and hides nothing once it is off or at its end", async () => {
    const rule = { revision: 0, title: "backup TEST", reason: "every Monday" };
    expect(await send("PUT", "/v1/tuning-rules/monday", rule)).toMatchObject({ status: 200, body: { revision: 1 } });
    expect(await uids()).toEqual(["u1", "u2", "u3"]);
    expect(await uids("&hidden=true")).toEqual(["u1", "u2", "u3", "u4"]);
    const { body } = await api.get("/v1/tuning-rules?tenant=contoso");
    expect(body.rules).toMatchObject([{ name: "monday", hides: 1, state: "on", reason: "every Monday" }]);
    expect((await send("PUT", "/v1/tuning-rules/monday", rule)).body.error.message).toMatch(/at 1 .*every Monday/);
    await send("PUT", "/v1/tuning-rules/monday", { ...rule, revision: 1, until_at: "2026-01-01T00:00:00Z" });
    expect(await uids()).toHaveLength(4);
    await send("PUT", "/v1/tuning-rules/monday", { ...rule, revision: 2, state: "off" });
    expect(await uids()).toHaveLength(4);
  });

  test("without a pattern is refused, for it would hide everything", async () => {
    expect((await send("PUT", "/v1/tuning-rules/all", { revision: 0, reason: "quiet" })).status).toBe(400);
  });
});
