import { Value } from "typebox/value";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AppList, AppUsage } from "../../../schemas/api-apps.ts";
import { createRollup } from "../../rollup/rollup.ts";
import { alertRevision, openTestApi } from "../test-api.ts";

const api = await openTestApi();

const HOUR_MS = 3_600_000;

beforeAll(async () => {
  await land("graph", [
    ...readsOf("backup", { count: 6, bytes_read: 100, app_name: "Backup Pro", outcome: "ok" }),
    { ...readOf("backup", 90), outcome: "error", app_name: "Backup Pro 2", at: "2026-10-07T10:05:00Z", user_id: "eve" },
  ]);
  // The same reads as another feed saw them: fewer of them, and without bytes.
  await land("o365_audit", readsOf("backup", { count: 4 }));
  // What only one feed sees counts whichever that is.
  await land("o365_audit", [{ ...readOf("backup", 95), operation_class: "mail.send", bytes_written: 7 }]);
  await land("graph", [{ ...readOf('100% Ökostrom/"x"', 1), at: "2026-01-05T10:00:00Z", tenant: "fabrikam" }]);
  await land("graph", [readOf("shared", 1), { ...readOf("shared", 2), tenant: "fabrikam" }]);
  await land("graph", [{ event_id: "nobody", kind: "sign_in", at: "2026-10-07T10:00:00Z", user_id: "ana" }]);
  const rollup = createRollup({ reader: api.store.reader, statements: api.store.statements });
  await rollup.finishRun("run1", 0);
  await api.store.writer.insert("alert_history", [
    alertRevision("u1", 1),
    alertRevision("u1", 2, { status: "in_progress" }),
    alertRevision("u2", 1, { status: "resolved" }),
  ]);
}, 60_000);

afterAll(() => api.close(), 30_000);

function readOf(app_id: string, n: number): Record<string, unknown> {
  const at = new Date(Date.UTC(2026, 9, 5, 8, 0) + n * HOUR_MS).toISOString();
  return {
    tenant: "contoso",
    event_id: `${app_id}-${n}`,
    kind: "api_call",
    at,
    app_id,
    service: "exchange",
    operation_class: "mail.read",
    user_id: `u${n % 2}`,
  };
}

function readsOf(
  app_id: string,
  { count, ...more }: { count: number } & Record<string, unknown>,
): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, n) => ({ ...readOf(app_id, n), ...more }));
}

async function land(source: string, events: readonly Record<string, unknown>[]): Promise<void> {
  const bytes = Buffer.from(events.map((event) => JSON.stringify(event)).join("\n"));
  const counts = await api.store.landing.writeLines({
    tenant: "",
    source,
    run_id: "run1",
    origin: `${source}.ndjson`,
    first_line: 1,
    bytes,
  });
  expect(counts.quarantined).toBe(0);
}

const ids = (body: { apps: { app_id: string }[] }) => body.apps.map((app) => app.app_id);

test("lists what each app did, counting every act in the feed that saw most of it", async () => {
  const { status, body } = await api.get("/v1/usage?tenant=contoso");

  expect(status).toBe(200);
  expect(Value.Check(AppList, body)).toBe(true);
  expect(body).toMatchObject({ from: "2026-09-08T12:00:00.000Z", to: "2026-10-08T12:00:00.000Z", next_offset: null });
  expect(body.apps[0]).toEqual({
    tenant: "contoso",
    app_id: "backup",
    app_name: "Backup Pro 2",
    first_seen_at: "2026-10-05T08:00:00.000Z",
    last_seen_at: "2026-10-09T07:00:00.000Z",
    calls: 7,
    errors: 1,
    error_rate: 1 / 7,
    bytes_read: 600,
    bytes_written: null,
    users: 3,
    open_alerts: 1,
  });
});

test("keeps apps that did nothing in the span, with null for what is not known", async () => {
  const { body } = await api.get("/v1/usage?tenant=fabrikam&q=ökostrom");
  expect(body.apps).toHaveLength(1);
  expect(body.apps[0]).toMatchObject({
    calls: 0,
    error_rate: null,
    bytes_read: null,
    last_seen_at: "2026-01-05T10:00:00.000Z",
  });
});

test("leaves out events that name no app", async () => {
  expect(ids((await api.get("/v1/usage")).body).sort()).toEqual(['100% Ökostrom/"x"', "backup", "shared", "shared"]);
});

test("gives the same totals whether whole days or single hours make up the span", async () => {
  const whole = (await api.get("/v1/usage?q=backup&from=2026-10-05&to=2026-10-10")).body.apps[0];
  const cut = (await api.get("/v1/usage?q=backup&from=2026-10-05T08:00:00Z&to=2026-10-09T07:30:00Z")).body.apps[0];
  const first_hours = (await api.get("/v1/usage?q=backup&from=2026-10-05T08:00:00Z&to=2026-10-05T10:00:00Z")).body
    .apps[0];
  expect(whole).toMatchObject({ calls: 8, bytes_read: 600, bytes_written: 7 });
  expect(cut).toEqual(whole);
  expect(first_hours).toMatchObject({ calls: 2, bytes_read: 200, users: 2 });
});

test("finds by part of the latest name or of the id, in any case", async () => {
  expect(ids((await api.get("/v1/usage?q=PRO%202")).body)).toEqual(["backup"]);
  expect(ids((await api.get("/v1/usage?q=SHAR&tenant=contoso")).body)).toEqual(["shared"]);
  expect(ids((await api.get("/v1/usage?q=100%25%20")).body)).toHaveLength(1);
  expect(ids((await api.get("/v1/usage?q=none")).body)).toEqual([]);
});

test("sorts, and turns pages without missing an app", async () => {
  expect(ids((await api.get("/v1/usage?sort=first_seen_at&tenant=contoso")).body)).toEqual(["shared", "backup"]);
  const pages: string[] = [];
  let offset: number | null = 0;
  while (offset !== null) {
    const { body } = await api.get(`/v1/usage?sort=app_id&limit=1&offset=${offset}`);
    pages.push(...ids(body));
    offset = body.next_offset;
  }
  expect(pages).toEqual(['100% Ökostrom/"x"', "backup", "shared", "shared"]);
});

test("shows one app over time", async () => {
  const { status, body } = await api.get(
    "/v1/apps/backup/usage?from=2026-10-05T08:10:00Z&to=2026-10-05T09:10:00Z&bucket=hour",
  );

  expect(status).toBe(200);
  expect(Value.Check(AppUsage, body)).toBe(true);
  const bucket = {
    calls: 1,
    errors: 0,
    error_rate: 0,
    bytes_read: 100,
    bytes_written: null,
    rows_read: null,
    users: 1,
    resources: 0,
  };
  const unsplit = { service: null, operation_class: null, source: null };
  expect(body).toEqual({
    tenant: "contoso",
    app_id: "backup",
    from: "2026-10-05T08:00:00.000Z",
    to: "2026-10-05T10:00:00.000Z",
    bucket: "hour",
    split: null,
    usage: [
      { at: "2026-10-05T08:00:00Z", ...unsplit, ...bucket },
      { at: "2026-10-05T09:00:00Z", ...unsplit, ...bucket },
    ],
  });
});

test("shows every feed beside the others when asked to", async () => {
  const { body } = await api.get("/v1/apps/backup/usage?from=2026-10-05&to=2026-10-06&bucket=day&split=source");
  expect(body.usage).toMatchObject([
    { source: "graph", calls: 6, bytes_read: 600 },
    { source: "o365_audit", calls: 4, bytes_read: null },
  ]);
});

test("splits by operation class and by service", async () => {
  const span = "from=2026-10-05&to=2026-10-10&bucket=day";
  const classes = (await api.get(`/v1/apps/backup/usage?${span}&split=operation_class`)).body.usage;
  expect(classes.map((row: { operation_class: string; calls: number }) => [row.operation_class, row.calls])).toEqual([
    ["mail.read", 6],
    ["mail.read", 1],
    ["mail.send", 1],
  ]);
  const services = (await api.get(`/v1/apps/backup/usage?${span}&split=service`)).body.usage;
  expect(services[0]).toMatchObject({ service: "exchange", operation_class: null, calls: 6 });
});

test.each([
  ["2026-10-05T10:00:00Z", "minute"],
  ["2026-10-12", "hour"],
  ["2027-10-05", "day"],
])("chooses a bucket that fits a chart up to %s: %s", async (to, bucket) => {
  expect((await api.get(`/v1/apps/backup/usage?from=2026-10-05T08:00:00Z&to=${to}`)).body.bucket).toBe(bucket);
});

test("takes an application id with any characters", async () => {
  const url = `/v1/apps/${encodeURIComponent('100% Ökostrom/"x"')}/usage?from=2026-01-05&to=2026-01-06`;
  expect((await api.get(url)).body.usage).toHaveLength(1);
  expect(await api.refusal(`/v1/apps/${"a".repeat(2_000)}/usage`)).toEqual([
    404,
    expect.stringContaining("named this app"),
  ]);
});

test("asks for the tenant when several have the app", async () => {
  expect(await api.refusal("/v1/apps/shared/usage")).toEqual([400, expect.stringContaining("say which with tenant")]);
  expect((await api.get("/v1/apps/shared/usage?tenant=fabrikam")).body).toMatchObject({ tenant: "fabrikam" });
});

test("does not know an app of another tenant", async () => {
  expect((await api.refusal("/v1/apps/backup/usage?tenant=fabrikam"))[0]).toBe(404);
});
