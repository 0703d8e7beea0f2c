import { afterAll, beforeAll, expect, test } from "vitest";
import { alertRevision, openTestApi } from "../test-api.ts";

const api = await openTestApi();

beforeAll(async () => {
  await api.store.writer.insert("alert_history", [
    alertRevision("u1", 1, { status: "new" }),
    alertRevision("u2", 1, { status: "new" }),
    alertRevision("u3", 1, { tenant: "fabrikam" }),
  ]);
}, 60_000);

afterAll(() => api.close(), 30_000);

async function patch(uid: string, payload: object) {
  const answer = await api.app.inject({ method: "PATCH", url: `/v1/alerts/${uid}`, payload });
  return { status: answer.statusCode, body: answer.json() };
}

test("a change makes a revision that says who made it, and the same change again makes none", async () => {
  const asked = { status: "in_progress", classification: "true_positive", comment: "ours, INC-7" };
  expect(await patch("u1", asked)).toEqual({ status: 200, body: { uid: "u1", revision: 2, changed: true } });
  expect(await patch("u1", asked)).toEqual({ status: 200, body: { uid: "u1", revision: 2, changed: false } });
  expect(await patch("u1", { status: "resolved" })).toMatchObject({ body: { revision: 3, changed: true } });
  const { body } = await api.get("/v1/alerts/u1");
  expect(body).toMatchObject({ status: "resolved", classification: "true_positive", title: "More calls than ever" });
  expect(body.history[1]).toMatchObject({ actor: "api", action: "change", comment: "ours, INC-7" });
});

test("changes that come at once are all kept", async () => {
  const comments = Array.from({ length: 8 }, (_, n) => `note ${n}`);
  const answers = await Promise.all(comments.map((comment) => patch("u2", { comment })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const { body } = await api.get("/v1/alerts/u2");
  expect(body.history).toHaveLength(9);
  expect(body.history.map((row: { comment: string }) => row.comment)).toEqual(expect.arrayContaining(comments));
});

test.each([
  ["nobody", { status: "resolved" }, 404],
  ["u1", { status: "asleep" }, 400],
  ["u1", {}, 400],
  ["u1", { title: "forged" }, 400],
  ["u1", { comment: "" }, 400],
])("refuses a change of %s to %j", async (uid, body, status) => {
  expect((await patch(uid, body)).status).toBe(status);
});
