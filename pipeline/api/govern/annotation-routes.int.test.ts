import { afterAll, beforeAll, expect, test } from "vitest";
import { APP_ID, bringCompany, type Company, OBJECT_ID } from "../../../tests/tenants/company.ts";
import { makeToken } from "../../commands/token.ts";
import { openTestApi } from "../test-api.ts";

const api = await openTestApi();
const CONTOSO: Company = { tenant: "contoso", word: "contoso", times: 1 };
const APP = `/v1/apps/${APP_ID}/annotation`;

beforeAll(() => bringCompany(api.store, CONTOSO), 120_000);

afterAll(() => api.close(), 30_000);

async function send(method: "PATCH" | "PUT", url: string, payload: object, secret = "") {
  const headers = secret === "" ? {} : { authorization: `Bearer ${secret}` };
  const answer = await api.app.inject({ method, url, payload, headers });
  return { status: answer.statusCode, body: answer.json() };
}

test("changes what is named and leaves the rest, with who and when", async () => {
  const { status, body } = await send("PATCH", APP, { revision: 1, tags: [" finance ", "backup", "finance"] });

  expect(status).toBe(200);
  expect(body).toMatchObject({ revision: 2, tags: ["backup", "finance"], note: "contoso", changed_by: "this machine" });
  expect((await api.get(`/v1/apps/${OBJECT_ID}`)).body.annotation).toMatchObject({ revision: 2 });
  expect((await api.get(APP)).body).toMatchObject({
    revision: 2,
    history: [
      { revision: 2, changed_by: "this machine" },
      { revision: 1, changed_by: "contoso", tags: ["contoso"] },
    ],
  });
});

test("tells the second of two people who change at once", async () => {
  const answers = await Promise.all(["one", "two", "three"].map((note) => send("PATCH", APP, { revision: 2, note })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  const [refused] = answers.filter(({ status }) => status === 409);
  expect(refused?.body.error).toMatchObject({
    code: "changed_meanwhile",
    message: expect.stringContaining("revision 3 stands (this machine"),
  });
  const { history } = (await api.get(APP)).body;
  expect(history).toHaveLength(3);
});

test("adds no revision for a change that changes nothing", async () => {
  const { note } = (await api.get(APP)).body;
  expect((await send("PATCH", APP, { revision: 3, note })).body).toMatchObject({ revision: 3 });
});

test("names and takes back priority accounts, in any spelling", async () => {
  const url = `/v1/priority-accounts/${encodeURIComponent("Eve@Contoso.example ")}`;
  expect((await send("PUT", url, { revision: 0, priority: true })).body).toMatchObject({
    user_id: "eve@contoso.example",
    revision: 1,
  });
  const names = async () =>
    (await api.get("/v1/priority-accounts")).body.accounts.map((account: { user_id: string }) => account.user_id);
  expect(await names()).toEqual(["ana@contoso.example", "eve@contoso.example"]);
  expect((await send("PUT", url, { revision: 0, priority: false })).status).toBe(409);
  expect((await send("PUT", url, { revision: 1, priority: false })).status).toBe(200);
  expect(await names()).toEqual(["ana@contoso.example"]);
});

test.each([
  [{ revision: 3, tags: ["  "] }, 400],
  [{ tags: ["finance"] }, 400],
  [{ revision: 3, note: "x".repeat(10_001) }, 400],
  [{ revision: 3, priority: true }, 400],
])("refuses %j", async (payload, status) => {
  expect((await send("PATCH", APP, payload)).status).toBe(status);
});

test("keeps text as it was written", async () => {
  const note = "'); DROP TABLE annotations -- \u202e\n\"\\";
  expect((await send("PATCH", APP, { revision: 3, note })).body.note).toBe(note);
  expect((await api.get(APP)).body.note).toBe(note);
});

test("wants a token that may write, of that tenant", async () => {
  const token = async (scope: "read" | "write", tenant: string) => {
    const options = { name: `${scope} ${tenant}`, tenant, scopes: [scope], feeds: [], expires_ms: undefined };
    return makeToken(api.store.tokens, options);
  };
  const reads = await token("read", "contoso");
  const writes = await token("write", "contoso");
  const stranger = await token("write", "fabrikam");
  api.wait(5_000);

  const change = { revision: 4, note: "by token" };
  expect((await send("PATCH", APP, change, reads.secret)).status).toBe(403);
  expect((await send("PATCH", APP, change, stranger.secret)).status).toBe(404);
  expect((await send("PATCH", `${APP}?tenant=contoso`, change, stranger.secret)).status).toBe(403);
  expect((await send("PATCH", APP, change, writes.secret)).body).toMatchObject({
    revision: 5,
    changed_by: `write contoso (token ${writes.token.token_id})`,
  });
});
