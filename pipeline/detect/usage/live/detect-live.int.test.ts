import { beforeAll, expect, test } from "vitest";
import { openTestStore } from "../../../../tests/test-store.ts";
import { hourlyEvents, usageLander } from "../land-usage.fixture.ts";
import { runDetection } from "../run-detection.ts";
import { HOUR_S, MONDAY_S, ordinaryApps, WEEK_HOURS } from "../usage-table.fixture.ts";
import type { LiveMemory } from "./memory.ts";

const FIRST_RUN = 3 * WEEK_HOURS + 40;
const ATTACK = FIRST_RUN + 3;

const store = await openTestStore();

const apps: Readonly<Record<string, (hour: number) => number>> = {
  ...ordinaryApps(10),
  odd: (hour) => (hour >= ATTACK && hour < ATTACK + 4 ? 300 : 30),
  gone: (hour) => (hour >= FIRST_RUN - 20 ? 0 : 25),
  young: (hour) => (hour < FIRST_RUN - 30 ? 0 : hour === ATTACK ? 900 : 10),
  unborn: (hour) => (hour < ATTACK + 1 ? 0 : 10),
};

const landUsage = usageLander(store);
const land = (run_id: string, calls: (app_id: string, hour: number) => number, hours: readonly number[]) =>
  landUsage(run_id, hourlyEvents(run_id, [...Object.keys(apps), "late"], hours, calls));

const deviations = (): Promise<readonly unknown[]> =>
  store.rows(
    `SELECT app_id, metric, window_s, toUInt32(at) AS at_s, observed, expected, low, high, score, direction, state
     FROM deviations FINAL WHERE withdrawn = 0 ORDER BY ALL`,
  );

const queries: string[] = [];
/** Hours whose usage was read of all apps. */
const spans: string[] = [];
const reader: typeof store.reader = {
  ...store.reader,
  rows: (query, params) => {
    queries.push(query.name);
    return store.reader.rows(query, params);
  },
  arrow: (query, params) => {
    const { from_s, to_s, whole_apps } = Object(params);
    if (whole_apps?.length === 0) for (let at_s = from_s; at_s < to_s; at_s += HOUR_S) spans.push(String(at_s));
    return store.reader.arrow(query, params);
  },
};

/** What a run finds in an empty table when so many hours have passed, with or without what is in memory. */
async function found(hours: number, memory?: LiveMemory): Promise<readonly unknown[]> {
  await store.connection.execute({ sql: "TRUNCATE TABLE deviations" });
  queries.length = 0;
  const clock = { now_ms: () => (MONDAY_S + hours * HOUR_S + 900) * 1000 };
  await runDetection({ reader, writer: store.writer, clock, ...(memory && { memory }) });
  return deviations();
}

/** What the models of each app remember, byte for byte. */
function heldBy(memory: LiveMemory): Readonly<Record<string, string>> {
  const apps = [...memory.values()].flatMap((live) => [...live.apps.all()]);
  return Object.fromEntries(apps.map(([key, { state }]) => [key, Buffer.from(state).toString("hex")]));
}

const wentOn = (): boolean => !queries.includes("deviations/detector-base");

beforeAll(async () => {
  const hours = Array.from({ length: FIRST_RUN }, (_, hour) => hour);
  await land("first", (app_id, hour) => apps[app_id]?.(hour) ?? 0, hours);
});

test("runs that go on from memory find and remember what a restart does, whatever comes between them", async () => {
  let memory: LiveMemory = new Map();
  await found(FIRST_RUN, memory);
  const lateness: Readonly<Record<number, () => Promise<void>>> = {
    // An hour that the base is older than, of an app that is known, and of one that is not.
    2: () => land("late-2", (app_id) => (app_id === "odd" || app_id === "late" ? 270 : 0), [FIRST_RUN - 5]),
    // Long before the base.
    3: () => land("late-3", (app_id) => (app_id === "odd" ? 280 : 0), [ATTACK - WEEK_HOURS, ATTACK - 2 * WEEK_HOURS]),
    // An hour of a young app, and of one that was silent.
    4: () => land("late-4", (app_id) => (app_id === "young" || app_id === "gone" ? 40 : 0), [FIRST_RUN + 1]),
    // Of the apps that a young one is held against, the day before.
    5: () => land("late-5", (app_id) => (app_id.startsWith("app-") ? 400 : 0), [FIRST_RUN - 40]),
  };
  for (let after = 1; after <= 5; after++) {
    await land(`hour-${after}`, (app_id, hour) => apps[app_id]?.(hour) ?? 0, [FIRST_RUN + after - 1]);
    await lateness[after]?.();
    const remembered = await found(FIRST_RUN + after, memory);
    expect(wentOn()).toBe(true);
    const restarted: LiveMemory = new Map();
    expect(remembered).toEqual(await found(FIRST_RUN + after, restarted));
    expect(wentOn()).toBe(false);
    expect(heldBy(memory)).toEqual(heldBy(restarted));
    // The process ends here once, and the next runs go on from what the new one took out of the store.
    if (after === 2) memory = restarted;
  }
  const odd = (await deviations())
    .map((row) => String(Object(row).app_id))
    .filter((app_id) => !app_id.startsWith("app-"));
  expect(new Set(odd)).toEqual(new Set(["odd", "gone", "young"]));
});

test("a quiet run reads again what may have been written while it was read, once", async () => {
  const memory: LiveMemory = new Map();
  const reads: number[] = [];
  for (let minutes = 0; minutes <= 39; minutes += 3) {
    spans.length = 0;
    await found(FIRST_RUN + 4 + minutes / 60, memory);
    reads.push(spans.length);
  }
  const [live] = memory.values();
  expect(reads[1]).toBeGreaterThan(0);
  expect(reads.at(-1)).toBe(0);
  expect([...(live?.marks.hours.values() ?? [])].every((mark) => mark.is_settled)).toBe(true);
});

test("a day later a run begins with a new base", async () => {
  const memory: LiveMemory = new Map();
  await found(FIRST_RUN + 4, memory);
  const next_day = await found(FIRST_RUN + 28, memory);
  expect(wentOn()).toBe(false);
  expect(next_day).toEqual(await found(FIRST_RUN + 28));
});
