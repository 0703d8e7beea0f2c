import { beforeAll, expect, test } from "vitest";
import { usagePages } from "../../../../queries/usage/pages.ts";
import { openTestStore } from "../../../../tests/test-store.ts";
import type { TableWriter } from "../../../core/ports.ts";
import { hourlyEvents, usageLander } from "../land-usage.fixture.ts";
import { runDetection } from "../run-detection.ts";
import { HOUR_S, MONDAY_S, ordinaryApps, WEEK_HOURS } from "../usage-table.fixture.ts";

const HOURS = 3 * WEEK_HOURS + 90;
const ATTACK = 3 * WEEK_HOURS + 40;

const store = await openTestStore();

/** As the service runs it, when so many hours have passed. */
const depsAt = (hours: number, writer: TableWriter = store.writer) => ({
  reader: store.reader,
  writer,
  clock: { now_ms: () => (MONDAY_S + hours * HOUR_S + 900) * 1000 },
});

const apps: Readonly<Record<string, (hour: number) => number>> = {
  ...ordinaryApps(5),
  odd: (hour) => (hour >= ATTACK && hour < ATTACK + 4 ? 300 : 30),
  gone: (hour) => (hour >= ATTACK - 30 ? 0 : 25),
  young: (hour) => (hour < 2 * WEEK_HOURS ? 0 : 10),
};

const landUsage = usageLander(store);
const land = (run_id: string, calls: (app_id: string, hour: number) => number, hours: readonly number[]) =>
  landUsage(run_id, hourlyEvents(run_id, Object.keys(apps), hours, calls));

async function empty(...tables: readonly string[]): Promise<void> {
  for (const table of tables) await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
}

const deviations = (): Promise<readonly unknown[]> =>
  store.rows(
    `SELECT app_id, metric, window_s, toUInt32(at) AS at_s, observed, expected, low, high, score, direction, state, contributors
     FROM deviations FINAL WHERE withdrawn = 0 ORDER BY ALL`,
  );

const bases = (): Promise<number> => store.number("count()", "detector_states FINAL WHERE app_id = ''");

/** What a run finds in an empty table, from what is remembered. */
async function found(hours: number): Promise<readonly unknown[]> {
  await empty("deviations");
  await runDetection(depsAt(hours));
  return deviations();
}

beforeAll(async () => {
  const hours = Array.from({ length: HOURS }, (_, hour) => hour);
  await land("first", (app_id, hour) => apps[app_id]?.(hour) ?? 0, hours);
});

test("pages of apps hold every app once, however small they are", async () => {
  const span = { tenant: "", from_s: MONDAY_S, to_s: MONDAY_S + HOURS * HOUR_S };
  const sizes = [1, 700, 100_000].map((rows) => ({ rows, rows_an_app: 0 }));
  for (const size of [...sizes, { rows: 100_000, rows_an_app: 40_000 }]) {
    const pages = await store.reader.rows(usagePages, { ...span, ...size });
    if (size.rows_an_app > 0) expect(pages.length).toBeGreaterThanOrEqual(Object.keys(apps).length / 3);
    const held = Object.keys(apps).map(
      (app) => pages.filter((page) => app >= page.first_app && app <= page.last_app).length,
    );
    expect(new Set(held)).toEqual(new Set([1]));
  }
});

test("a run that goes on from what is remembered finds what a walk through all of history finds", async () => {
  const whole = await found(HOURS - 20);
  expect(await bases()).toBe(1);
  expect(whole.map((row) => Object(row).app_id)).toContain("odd");
  expect(await found(HOURS - 20)).toEqual(whole);
  const later = await found(HOURS);
  expect(await bases()).toBe(2);
  await empty("detector_states");
  expect(await found(HOURS)).toEqual(later);
});

test("a run that goes on from what is remembered reads the hours since, and of changed apps the hours before", async () => {
  const read: number[] = [];
  const arrow: typeof store.reader.arrow = async (query, params) => {
    const bytes = await store.reader.arrow(query, params);
    if (query.name === "usage/series") read.push(bytes.length);
    return bytes;
  };
  const deps = { ...depsAt(HOURS), reader: { ...store.reader, arrow } };
  await empty("detector_states");
  await runDetection(deps);
  await runDetection(deps);
  const [whole = 0, since = 0] = read;
  expect(read.length).toBe(2);
  expect(since).toBeLessThan(whole / 3);
});

test("usage that comes late, long before what is remembered, is learned all the same", async () => {
  await found(HOURS);
  const before = await found(HOURS);
  await land("late", (app_id) => (app_id === "odd" ? 280 : 0), [
    ATTACK - WEEK_HOURS,
    ATTACK - 2 * WEEK_HOURS,
    ATTACK - 24 * 6,
  ]);
  const remembered = await found(HOURS);
  expect(remembered).not.toEqual(before);
  await empty("detector_states");
  expect(await found(HOURS)).toEqual(remembered);
});

test("a run that is killed while it saves what it remembers is repeated with the same rows", async () => {
  const whole = await found(HOURS);
  for (const survives of [0, 1]) {
    await empty("detector_states", "deviations");
    let inserts = 0;
    const dying: TableWriter = {
      insert: async (table, rows) => {
        if (inserts++ >= survives) throw new Error("killed");
        await store.writer.insert(table, rows);
      },
    };
    await expect(runDetection(depsAt(HOURS, dying))).rejects.toThrow("killed");
    expect(await bases()).toBe(0);
    expect(await found(HOURS)).toEqual(whole);
    expect(await bases()).toBe(1);
  }
});
