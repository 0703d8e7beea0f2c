import { expect, test, vi } from "vitest";
import { rollupHorizon } from "../../../queries/rollup/horizon.ts";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import { recount, USAGE_TABLES, type UsageTable, usageRows } from "../../../tests/usage.ts";
import { createRollup } from "../../rollup/rollup.ts";
import { applyRetention } from "./retention.ts";
import type { Retention } from "./retention-settings.ts";

const store = await openTestStore();
const rollup = createRollup(store);
const DAY_MS = 86_400_000;
const today_ms = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const TABLES = Object.keys(USAGE_TABLES).filter((name): name is UsageTable => name in USAGE_TABLES);
const TABLES_WITH_TTL = `SELECT name, engine_full FROM system.tables
WHERE database = currentDatabase() AND engine_full LIKE '% TTL %' ORDER BY name`;
const SOON = { timeout: 60_000, interval: 100 };

const apply = (retention: Retention, may_lift = true): Promise<readonly string[]> =>
  applyRetention(store.connection, retention, { may_lift });

async function horizonDaysAgo(): Promise<number> {
  const [row] = await store.reader.rows(rollupHorizon, {});
  const horizon_s = row?.horizon_s ?? 0;
  return horizon_s === 0 ? Number.POSITIVE_INFINITY : (today_ms / 1_000 - horizon_s) / 86_400;
}

function eventOf(tenant: string, days_ago: number, id = `d${days_ago}`): string {
  return line(id, { tenant, at: today_ms - days_ago * DAY_MS + 3_600_000, app_id: "app", service: "graph" });
}

const usageOf = (tenant: string): Promise<readonly unknown[]> =>
  Promise.all(TABLES.map((table) => usageRows(store, table, tenant)));

test("keeps everything until somebody sets a limit", async () => {
  expect(await apply({})).toEqual([]);
  expect(await store.rows("SELECT name FROM retention_changes")).toEqual([]);
  expect(await horizonDaysAgo()).toBe(Number.POSITIVE_INFINITY);
});

test("changes tables only when a limit changes", async () => {
  const limits = {
    events: 30,
    usage_minute: 40,
    usage_hour: 400,
    usage_day: 4_000,
    quarantine: 60,
    faults: 90,
    deviations: 400,
    alerts: 800,
  };
  const always = await store.rows(TABLES_WITH_TTL);
  expect(await apply(limits)).toHaveLength(8);
  const before = await store.rows(TABLES_WITH_TTL);
  // Twelve tables hold what these limits are about; marks and the like go after days whatever is set.
  expect(before.length - always.length).toBe(12);
  expect(await apply(limits)).toEqual([]);
  // A command without the settings changes nothing; the service without them lifts the limits.
  expect(await apply({}, false)).toEqual([]);
  expect(await apply({})).toHaveLength(8);
  expect(await store.rows(TABLES_WITH_TTL)).toEqual(always);
});

test("drops old days as a whole and keeps what was counted of them", async () => {
  const tenant = "aged";
  // As if nobody had ever set a limit here.
  await store.connection.execute({ sql: "TRUNCATE TABLE retention_changes" });
  await land(
    store.landing,
    [0, 1, 29, 31, 40, 60].map((days_ago) => eventOf(tenant, days_ago)),
  );
  await rollup.settle({ alone: true });
  const usage = await usageOf(tenant);
  expect(await usageOf(tenant)).toEqual(await Promise.all(TABLES.map((table) => recount(store, table, tenant))));

  await apply({ events: 30 });
  const left = (): Promise<number> => store.number("count()", `events FINAL WHERE tenant = '${tenant}'`);
  await store.connection.execute({ sql: "OPTIMIZE TABLE events FINAL" });
  await vi.waitFor(async () => expect(await left()).toBe(4), SOON);

  // Late events of days that are gone, were they to come past the landing, must not make the past smaller.
  await land(store.landing, [eventOf(tenant, 60, "late"), eventOf(tenant, 40, "late")]);
  await rollup.refresh();
  await rollup.settle({ alone: true });
  await rollup.finishRun("run", 0);
  expect(await usageOf(tenant)).toEqual(usage);
});

test("does not go back to days that aged out under an earlier limit", async () => {
  await store.connection.execute({ sql: "TRUNCATE TABLE retention_changes" });
  await store.connection.execute({
    sql: "INSERT INTO retention_changes SELECT 'events', 30, now64(3) - INTERVAL 10 DAY",
  });
  expect(await horizonDaysAgo()).toBe(31);
  await apply({ events: 300 });
  expect(await horizonDaysAgo()).toBe(31);
  await apply({});
  expect(await horizonDaysAgo()).toBe(31);
  await apply({ events: 7 });
  expect(await horizonDaysAgo()).toBe(8);
});
