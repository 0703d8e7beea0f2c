import { Value } from "typebox/value";
import { afterAll, beforeAll, expect, test } from "vitest";
import { APP_LIST_SORTS, ListedApp } from "../../../schemas/app-list.ts";
import { openTestApi } from "../test-api.ts";

const api = await openTestApi();

const ODD = '\u202eexe.pdf\u202c Pаypal,"x"\n=1+1';
const LONG = "long ".repeat(2_000);

/** Facts as a judgement leaves them; what is not given is empty. */
function fact(app_id: string, more: object = {}) {
  return {
    tenant: "contoso",
    app_id,
    judged_at: Date.UTC(2026, 9, 8),
    app_name: `App ${app_id}`,
    risk_score: 10,
    ...more,
  };
}

const permission = { permission: "Mail.Read", type: "application", level: "high", use: "unused", granted_at: 0 };

async function insert(rows: readonly object[]): Promise<void> {
  const body = Buffer.from(rows.map((row) => JSON.stringify(row)).join("\n"));
  await api.store.connection.execute({ sql: "INSERT INTO app_facts FORMAT JSONEachRow", body });
}

beforeAll(async () => {
  await insert([
    fact("a", {
      risk_score: 90,
      permissions: [permission],
      permission_types: ["application"],
      bytes_read_30d: 5,
      created_at: 1,
    }),
    fact("b", { risk_score: 50, app_name: ODD, unused: true, publisher_verified: true }),
    fact("c", { risk_score: 50, app_name: LONG, bytes_written_30d: 7, created_at: Date.UTC(2026, 8, 1) }),
    fact("d", { app_name: "", status: "disabled", open_alerts: 2, tags: ["x, y", "z"] }),
    fact("gone", { gone: 1 }),
    fact("a", { tenant: "fabrikam", app_name: "Same id", risk_score: 50 }),
  ]);
}, 60_000);

afterAll(() => api.close(), 30_000);

const ids = (body: { apps: { app_id: string }[] }) => body.apps.map((app) => app.app_id);
const listed = async (query: string) => (await api.get(`/v1/apps?tenant=contoso&${query}`)).body;

test("shows and finds who answers for an app and what was decided, while it holds, in this tenant alone", async () => {
  const say = async (tenant: string, subject_id: string, said: object) =>
    api.store.annotations.change({ tenant, subject: "app", subject_id, revision: 0, actor: "ana", ...said });
  await say("contoso", "b", { owner: "bo@contoso.example", decision: "banned" });
  await say("contoso", "d", { decision: "approved", decision_until: "2020-01-01T00:00:00Z" });
  await say("fabrikam", "a", { owner: "bo@contoso.example", decision: "banned" });
  const { apps } = await listed("sort=app_id&columns=owner&columns=decision");
  expect(apps.map(Object.values)).toEqual([
    ["", ""],
    ["bo@contoso.example", "banned"],
    ["", ""],
    ["", ""],
  ]);
  expect(ids(await listed("decision=banned"))).toEqual(["b"]);
  expect(ids(await listed("decision=none"))).toEqual(["a", "c", "d"]);
  expect(ids(await listed("decision=none&decision=banned&owner=bo@contoso.example"))).toEqual(["b"]);
  const { body } = await api.get("/v1/apps?decision=banned&sort=app_id");
  expect(body.apps.map((app: ListedApp) => [app.tenant, app.app_id, app.decision])).toEqual([
    ["fabrikam", "a", "banned"],
    ["contoso", "b", "banned"],
  ]);
});

test("lists apps by their risk, each as the schema has it", async () => {
  const body = await listed("");
  expect(ids(body)).toEqual(["a", "b", "c", "d"]);
  for (const app of body.apps) expect(Value.Check(ListedApp, app)).toBe(true);
  expect(body.apps[0].permissions[0]).toMatchObject({ permission: "Mail.Read", use: "unused", last_used_at: null });
  expect(body.apps[1].app_name).toBe(ODD);
  expect(body.apps[2].app_name).toBe(LONG);
});

test.each([
  ["unused=true", ["b"]],
  ["publisher_verified=false", ["a", "c", "d"]],
  ["permission=Mail.Read", ["a"]],
  ["permission=Nobody.Has&permission=Mail.Read", ["a"]],
  ["permission_type=delegated", []],
  ["status=disabled", ["d"]],
  ["tag=x,%20y", ["d"]],
  ["open_alerts=true", ["d"]],
  ["min_risk_score=50&max_risk_score=60", ["b", "c"]],
  ["min_bytes_30d=6", ["c"]],
  ["created_at_from=2026-01-01", ["c"]],
  ["created_at_before=2026-01-01", ["a"]],
  ["q=P%D0%B0YPAL", ["b"]],
  ["deleted=true", []],
])("filters by %s", async (query, expected) => {
  expect(ids(await listed(query))).toEqual(expected);
});

test.each(APP_LIST_SORTS.map((sort, n) => `${sort}&order=${n % 2 === 0 ? "asc" : "desc"}`))(
  "turns pages by %s without missing or repeating an app",
  async (sort) => {
    const whole = ids((await api.get(`/v1/apps?sort=${sort}`)).body);
    const pages: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body } = await api.get(`/v1/apps?sort=${sort}&limit=2${cursor && `&cursor=${cursor}`}`);
      pages.push(...ids(body));
      cursor = body.next_cursor;
    }
    expect(pages).toEqual(whole);
    expect(whole).toHaveLength(5);
  },
);

test("what is not known comes last, whichever way it is sorted", async () => {
  expect(ids(await listed("sort=created_at&order=asc"))).toEqual(["a", "c", "b", "d"]);
  expect(ids(await listed("sort=created_at&order=desc"))).toEqual(["c", "a", "b", "d"]);
});

test("gives the asked columns only, in their order", async () => {
  const { apps } = await listed("columns=risk_score&columns=app_id&limit=1");
  expect(apps).toEqual([{ app_id: "a", risk_score: 90 }]);
});

test("writes CSV that a spreadsheet does not run, and NDJSON that says the same", async () => {
  const csv = await api.app.inject("/v1/apps?format=csv&tenant=contoso&columns=app_id&columns=app_name&q=exe");
  expect(csv.headers["content-type"]).toContain("text/csv");
  expect(csv.payload).toBe(`app_id,app_name\r\nb,"${ODD.replaceAll('"', '""')}"\r\n`);
  const lines = (await api.app.inject("/v1/apps?format=ndjson&tenant=contoso")).payload.trimEnd().split("\n");
  expect(lines.map((text) => JSON.parse(text).app_id)).toEqual(["a", "b", "c", "d"]);
});

test.each([
  ["sort=color", "sort"],
  ["colour=red", "colour"],
  ["cursor=nonsense", "cursor"],
  ["cursor=WzEsMl0", "cursor"],
  ["created_at_from=soon", "created_at_from"],
  ["columns=password", "columns"],
  ["min_risk_score=high", "min_risk_score"],
])("refuses %s with a word on it", async (query, word) => {
  expect(await api.refusal(`/v1/apps?${query}`)).toEqual([400, expect.stringContaining(word)]);
});

test("refuses the cursor of another order", async () => {
  const { next_cursor } = await listed("limit=1");
  expect(await api.refusal(`/v1/apps?sort=app_id&cursor=${next_cursor}`)).toEqual([
    400,
    expect.stringContaining("order"),
  ]);
});
