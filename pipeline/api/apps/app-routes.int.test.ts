import { Value } from "typebox/value";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppBrief, AppPage } from "../../../schemas/api-app.ts";
import { AppInventoryPart, AppSignInsPart, AppUsersPart } from "../../../schemas/api-app-parts.ts";
import { Overview } from "../../../schemas/api-overview.ts";
import {
  APP_ID,
  bringCompany,
  COMPANY_FROM_MS,
  type Company,
  OBJECT_ID,
  OTHER_APP_ID,
  USER_ID,
} from "../../../tests/tenants/company.ts";
import { openTestApi } from "../test-api.ts";

const api = await openTestApi();
const SPAN = "from=2026-10-01&to=2026-10-09";
const CONTOSO: Company = { tenant: "contoso", word: "contoso", times: 3 };

beforeAll(async () => {
  await bringCompany(api.store, CONTOSO);
}, 120_000);

afterAll(() => api.close(), 30_000);

const of = (part: string, more = "") => api.get(`/v1/apps/${APP_ID}${part}?${SPAN}${more}`);

test("shows an app with its facts, what it did, and where else to look", async () => {
  const { status, body } = await of("");

  expect([status, Value.Check(AppPage, body)]).toEqual([200, true]);
  expect(body).toMatchObject({
    tenant: "contoso",
    app_id: APP_ID,
    app_ids: [OBJECT_ID, APP_ID].sort(),
    from: "2026-10-01T00:00:00.000Z",
    facts: { app_name: "App of contoso", privilege_level: "high", usage_level: "high" },
    directory: { reply_urls: ["https://contoso.example/cb", "https://xn--contoso-abc.example/cb"] },
    annotation: { revision: 1, tags: ["contoso"] },
    users: 1,
    priority_users: 1,
    alerts: [{ status: "new", severity: "high", alerts: 1 }],
    links: { tidemark: `/v1/apps/${APP_ID}?tenant=contoso`, entra_enterprise_app: null },
  });
  expect(body.first_seen.map((seen: { attribute: string }) => seen.attribute)).toContain("user_agent");
});

test("adds data usage up by service and resource type, with null where no feed gives bytes", async () => {
  const { data_usage } = (await of("/data")).body;
  // 12 reads of the Graph log; the audit log saw two of them too.
  expect(data_usage).toMatchObject([
    { service: "", resource_type: "other", calls: 1 },
    { service: "directory", resource_type: "other", calls: 5, errors: 5, bytes_read: null },
    {
      service: "exchange",
      resource_type: "mail",
      calls: 6,
      reads: 6,
      writes: 0,
      bytes_read: 1_800,
      bytes_written: null,
    },
    { service: "sharepoint", resource_type: "file", calls: 3, errors: 3, bytes_read: null },
  ]);
});

test("compares a span with the one before", async () => {
  const later = (await api.get(`/v1/apps/${APP_ID}?from=2026-10-09&to=2026-10-17`)).body;
  expect(later.totals).toMatchObject({ calls: 0, before: { calls: 15, bytes_read: 1_800 }, change: { calls: -1 } });
  const { totals } = (await of("")).body;
  expect(totals).toMatchObject({
    calls: 15,
    before: { calls: 0, bytes_read: null },
    change: { calls: null, bytes: null },
  });
});

test("finds an app by any of its ids", async () => {
  expect((await api.get(`/v1/apps/${OBJECT_ID}?${SPAN}`)).body).toMatchObject({
    app_id: APP_ID,
    totals: { calls: 15 },
  });
});

test("says in short what other portals show", async () => {
  const { body } = await of("/summary");
  expect(Value.Check(AppBrief, body)).toBe(true);
  expect(body).toMatchObject({ usage_level: "high", calls: 15, bytes: 1_800, risk_score: 30, open_alerts: 1 });
});

test("lists users by what was moved for them, and priority accounts alone", async () => {
  const { body } = await of("/users");
  expect(Value.Check(AppUsersPart, body)).toBe(true);
  const ana = { user_id: USER_ID, priority: true, calls: 15, bytes_read: 1_800, bytes_written: null };
  expect(body).toMatchObject({ users_in_all: 1, priority_in_all: 1, users: [ana], next_offset: null });
  expect((await of("/users", "&priority_only=true&q=ANA")).body.users).toHaveLength(1);
  expect((await of("/users", "&q=nobody")).body.users).toEqual([]);
  expect((await of("/priority-data")).body.data_usage).toContainEqual(
    expect.objectContaining({ service: "exchange", calls: 6, bytes_read: 1_800 }),
  );
});

test("adds sign-ins up: how many, why they failed, from where", async () => {
  const { body } = await of("/sign-ins");
  expect(Value.Check(AppSignInsPart, body)).toBe(true);
  expect(body).toMatchObject({
    sign_ins: 5,
    failures: 5,
    sign_ins_before: 0,
    failure_reasons: [{ value: "7000222 Reason of contoso", sign_ins: 5, sign_in_errors: 5 }],
    ips: [{ value: "203.0.113.7", sign_ins: 5 }],
    countries: [{ value: "DE" }],
    user_agents: [{ value: "agent of contoso" }],
  });
});

test("counts sensitivity labels by service", async () => {
  const { values } = (await of("/values", "&attribute=sensitivity_label&by_service=true")).body;
  expect(values).toMatchObject([{ value: "Label of contoso", service: "sharepoint", calls: 3 }]);
});

test("shows permissions with their use, and what stood on a past day", async () => {
  const { permissions } = (await api.get(`/v1/apps/${APP_ID}/permissions`)).body;
  expect(permissions).toMatchObject([{ permission: "contoso", level: "high", type: "delegated" }]);
  const { body } = await api.get(`/v1/apps/${APP_ID}/inventory?at=2026-10-02`);
  expect(Value.Check(AppInventoryPart, body)).toBe(true);
  expect(body).toMatchObject({ consents: [{ user_id: USER_ID }], credentials: [{ key_id: "k1" }] });
  expect(body.permissions).toHaveLength(3);
  const earlier = await api.get(`/v1/apps/${APP_ID}/inventory?at=${COMPANY_FROM_MS - 1}`);
  expect(earlier.body.permissions).toEqual([]);
});

test("shows a tenant at a glance", async () => {
  const { status, body } = await api.get(`/v1/overview?${SPAN}`);

  expect([status, Value.Check(Overview, body)]).toEqual([200, true]);
  expect(body).toMatchObject({
    tenant: "contoso",
    apps: { apps: 1, highly_privileged: 1, overprivileged: 1 },
    alerts: { unresolved: 1, from_detections: 1, high: 1 },
    latest_alerts: [{ title: "Alert of contoso" }],
    data_usage_from: "2026-07-01T00:00:00.000Z",
    sensitivity_labels: [{ sensitivity_label: "Label of contoso", apps: 2 }],
  });
  expect(body.data_usage).toContainEqual(
    expect.objectContaining({ month: "2026-10-01", service: "exchange", resource_type: "mail", calls: 6 }),
  );
  expect(body.services).toContainEqual({ service: "sharepoint", apps: 2, apps_with_labels: 2 });
});

describe("bad input", () => {
  test.each([
    "",
    "/summary",
    "/data",
    "/users",
    "/sign-ins",
    "/permissions",
    "/inventory",
    "/annotation",
    "/first-seen",
  ])("does not know an app that nobody named: %s", async (part) => {
    for (const id of ["nobody", "a'b\"c\\", "\u202egpj.exe", "x".repeat(2_000)])
      expect(await api.refusal(`/v1/apps/${encodeURIComponent(id)}${part}`)).toEqual([
        404,
        "No event and no directory has named this app. The list of apps (tidemark apps list, GET /v1/apps) shows those known.",
      ]);
  });

  test("refuses a span that runs backwards", async () => {
    expect(await api.refusal(`/v1/apps/${APP_ID}?from=2026-10-09&to=2026-10-01`)).toEqual([
      400,
      expect.stringContaining("must be before to"),
    ]);
    expect((await api.refusal("/v1/overview?from=2026-10-09&to=2026-10-01"))[0]).toBe(400);
    expect((await api.refusal(`/v1/apps/${APP_ID}/inventory?at=soon`))[0]).toBe(400);
  });

  test("refuses a span from before what is kept, and compares with nothing there", async () => {
    const sql = "INSERT INTO retention_changes SELECT 'usage_day', {days:UInt32}, now64(3, 'UTC')";
    await api.store.connection.execute({ sql, params: { days: 10 } });
    expect(await api.refusal(`/v1/apps/${APP_ID}?from=2026-09-01`)).toEqual([
      400,
      expect.stringContaining("figures are kept for 10 days (TIDEMARK_RETENTION_USAGE_DAY_DAYS)"),
    ]);
    expect((await of("")).body.totals).toMatchObject({ calls: 15, before: null, change: { calls: null } });
    await api.store.connection.execute({ sql, params: { days: 0 } });
  });

  test("takes names with quotes, marks of direction and any length", async () => {
    const name = `a'b"c\\\u202e${"x".repeat(10_000)}`;
    const more = { tenant: "contoso", app_id: OTHER_APP_ID, judged_at: COMPANY_FROM_MS, app_name: name };
    await api.store.connection.execute({
      sql: "INSERT INTO app_facts FORMAT JSONEachRow",
      body: Buffer.from(JSON.stringify(more)),
    });
    expect((await api.get(`/v1/apps/${OTHER_APP_ID}?${SPAN}`)).body.facts.app_name).toBe(name);
    expect((await of("/users", `&q=${encodeURIComponent("%_'\"\\\u202e")}`)).body.users).toEqual([]);
  });
});
