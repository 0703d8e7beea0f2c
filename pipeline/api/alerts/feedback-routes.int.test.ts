import { afterAll, beforeAll, expect, test } from "vitest";
import { APP_ID, bringCompany, type Company, OBJECT_ID } from "../../../tests/tenants/company.ts";
import { makeToken } from "../../commands/token.ts";
import { openTestApi } from "../test-api.ts";

const api = await openTestApi();
const CONTOSO: Company = { tenant: "contoso", word: "contoso", times: 1 };
const SAID = { kind: "expected", from: "2026-10-05T08:00:00Z", to: "2026-10-05T10:00:00Z", reason: "migration" };

beforeAll(() => bringCompany(api.store, CONTOSO), 120_000);

afterAll(() => api.close(), 30_000);

async function send(method: "POST" | "DELETE", url: string, payload?: object, secret = "") {
  const headers = secret === "" ? {} : { authorization: `Bearer ${secret}` };
  const answer = await api.app.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() };
}

async function standing(more = "") {
  const { feedback } = (await api.get(`/v1/feedback?${more}`)).body;
  return feedback.filter((said: { reason: string }) => said.reason === "migration");
}

test("what is said by any id of an app stands once, with who and when, until it is taken back", async () => {
  const { status, body } = await send("POST", "/v1/feedback", { ...SAID, app_id: OBJECT_ID, metric: "calls" });
  expect([status, body]).toMatchObject([200, { tenant: "contoso", revision: 1, removed: false }]);
  expect((await send("POST", "/v1/feedback", { ...SAID, app_id: APP_ID, metric: "calls" })).body).toEqual(body);
  const said = { ...SAID, from: "2026-10-05T08:00:00.000Z", to: "2026-10-05T10:00:00.000Z" };
  const { feedback_id } = body;
  expect(await standing()).toMatchObject([
    { ...said, feedback_id, app_id: APP_ID, metric: "calls", source: "", changed_by: "this machine" },
  ]);

  const url = `/v1/feedback/${feedback_id}`;
  expect((await send("DELETE", url)).body).toMatchObject({ feedback_id, revision: 2, removed: true });
  expect((await send("DELETE", url)).status).toBe(404);
  expect(await standing()).toEqual([]);
  expect(await standing("history=true")).toMatchObject([{ removed: false }, { removed: true, revision: 2 }]);
});

test.each([
  [{ ...SAID, to: SAID.from }, 400, "later than the beginning"],
  [{ ...SAID, metric: "cals" }, 400, "no metric cals, only calls"],
  [{ ...SAID, kind: "fine" }, 400, "kind"],
  [{ ...SAID, reason: "" }, 400, "reason"],
  [{ ...SAID, from: "yesterday" }, 400, "from"],
  [{ ...SAID, app: APP_ID }, 400, "app"],
  [{ ...SAID, app_id: "nobody" }, 404, "has named this app"],
])("refuses %j", async (payload, status, message) => {
  const answer = await send("POST", "/v1/feedback", payload);
  expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringContaining(message)]);
});

test("wants a token that may judge alerts, of that tenant", async () => {
  const token = async (scope: "read" | "alerts", tenant: string) => {
    const options = { name: `${scope} ${tenant}`, tenant, scopes: [scope], feeds: [], expires_ms: undefined };
    return makeToken(api.store.tokens, options);
  };
  const reads = await token("read", "contoso");
  const judges = await token("alerts", "contoso");
  const stranger = await token("alerts", "fabrikam");
  api.wait(5_000);
  expect((await send("POST", "/v1/feedback", SAID, reads.secret)).status).toBe(403);
  expect((await send("POST", "/v1/feedback?tenant=contoso", SAID, stranger.secret)).status).toBe(403);
  const { body } = await send("POST", "/v1/feedback", SAID, judges.secret);
  expect(body).toMatchObject({ revision: 1 });
  expect((await send("DELETE", `/v1/feedback/${body.feedback_id}`, undefined, stranger.secret)).status).toBe(404);
  const answer = await api.app.inject({
    url: "/v1/feedback",
    headers: { authorization: `Bearer ${reads.secret}` },
  });
  expect(answer.json().feedback).toContainEqual(
    expect.objectContaining({ changed_by: `alerts contoso (token ${judges.token.token_id})` }),
  );
});
