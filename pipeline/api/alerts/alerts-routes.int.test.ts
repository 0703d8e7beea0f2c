import { Value } from "typebox/value";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AlertDetail, AlertList } from "../../../schemas/api-alerts.ts";
import { alertRevision, openTestApi, TEST_NOW_MS } from "../test-api.ts";

const api = await openTestApi();

const HOUR_MS = 3_600_000;

beforeAll(async () => {
  await api.store.writer.insert("alert_history", [
    alertRevision("u1", 1, { status: "new" }),
    alertRevision("u1", 2, { status: "in_progress", actor: "ana", action: "changed_status" }),
    alertRevision("u2", 1, {
      status: "resolved",
      severity: "low",
      last_activity_at: TEST_NOW_MS,
      evidence: "plain words",
    }),
    alertRevision("u3", 1, {
      tenant: "fabrikam",
      app_id: "shared",
      reference: "",
      last_activity_at: TEST_NOW_MS - HOUR_MS,
    }),
  ]);
}, 60_000);

afterAll(() => api.close(), 30_000);

test("lists alerts as they stand, latest activity first", async () => {
  const { status, body } = await api.get("/v1/alerts");
  expect(status).toBe(200);
  expect(Value.Check(AlertList, body)).toBe(true);
  expect(body.alerts.map((alert: { uid: string }) => alert.uid)).toEqual(["u2", "u3", "u1"]);
  expect(body.alerts[1].reference).toBeNull();
  expect(body.alerts[2]).toMatchObject({
    revision: 2,
    status: "in_progress",
    reference: "D29",
    score: 91.5,
    first_activity_at: "2026-10-07T06:00:00.000Z",
  });
});

test.each([
  ["tenant=fabrikam", ["u3"]],
  ["status=In_Progress", ["u1"]],
  ["status=new", ["u3"]],
  ["severity=low", ["u2"]],
  ["app_id=backup", ["u2", "u1"]],
  ["detection=none", []],
  ["from=2026-10-07T08:00:00Z", ["u2", "u3"]],
  ["to=2026-10-07T06:00:00Z", []],
  ["limit=1&offset=1", ["u3"]],
])("filters alerts by %s", async (filter, uids) => {
  const { body } = await api.get(`/v1/alerts?${filter}`);
  expect(body.alerts.map((alert: { uid: string }) => alert.uid)).toEqual(uids);
});

test("shows one alert with its evidence and every revision", async () => {
  const { status, body } = await api.get("/v1/alerts/u1");
  expect(status).toBe(200);
  expect(Value.Check(AlertDetail, body)).toBe(true);
  expect(body).toMatchObject({ uid: "u1", revision: 2, status: "in_progress", evidence: { observed: 90 } });
  expect(body.history).toMatchObject([
    { revision: 2, actor: "ana", action: "changed_status" },
    { revision: 1, actor: "tidemark", status: "new" },
  ]);
  expect(body.incident).toMatchObject([
    { incident_uid: "u1", uid: "u1" },
    { incident_uid: "u1", uid: "u2" },
  ]);
  expect((await api.get("/v1/alerts/u2")).body.evidence).toBe("plain words");
  expect((await api.refusal("/v1/alerts/u1?tenant=fabrikam"))[0]).toBe(404);
});
