import { beforeAll, expect, test } from "vitest";
import { openTestStore } from "../../../tests/test-store.ts";
import { raiseAlerts } from "../../alert/raise-alerts.ts";
import { hourlyEvents, usageLander } from "./land-usage.fixture.ts";
import { runDetection } from "./run-detection.ts";
import { HOUR_S, MONDAY_S, ordinaryApps, WEEK_HOURS, wobble } from "./usage-table.fixture.ts";

/** A Thursday, 00:00. */
const DAY = 4 * WEEK_HOURS + 72;
const NIGHT = DAY + 1;
const NOON = DAY + 12;
const HOURS = DAY + 48;
/** Two days into the life of the new app. */
const BORN = DAY - 36;

const store = await openTestStore();
const at_ms = (hour: number): number => (MONDAY_S + hour * HOUR_S) * 1000;
const deps = { reader: store.reader, writer: store.writer, clock: { now_ms: () => at_ms(HOURS) } };

const isOffice = (hour: number): boolean => hour % 24 >= 8 && hour % 24 < 18 && hour % WEEK_HOURS < 5 * 24;

/** All from the logs alone: nothing is told to the detector. */
const cases: Readonly<Record<string, (hour: number) => number>> = {
  constant: (hour) => (hour >= NOON && hour < NOON + 3 ? 90 : 40),
  young: (hour) => (hour < BORN ? 0 : hour >= NOON && hour < NOON + 3 ? 900 : Math.round(12 * wobble(hour))),
  night: (hour) => {
    if (hour >= NIGHT && hour < NIGHT + 3) return 110;
    return isOffice(hour) ? Math.round(150 * wobble(hour, 3)) : 0;
  },
  quiet: (hour) => (hour < DAY ? 2 + ((hour * 7) % 3) : 0),
};
const apps: typeof cases = { ...ordinaryApps(14), ...cases };

/** An app that signs in some times an hour, until its secret is refused. */
const signIns = Array.from({ length: HOURS }, (_, hour) => ({
  event_id: `sign-in-${hour}`,
  kind: "sign_in",
  at: at_ms(hour) + 60_000,
  app_id: "locked",
  operation_class: "auth.sign_in",
  outcome: hour === NOON ? "error" : "ok",
  count: hour === NOON ? 60 : 4,
}));

/** An app that never rests: its hours scatter, and each is spread evenly over its windows of five minutes. */
const BURST = { calls: 150, at_ms: at_ms(NOON) + 5 * 60_000 } as const;
const spread = Array.from({ length: HOURS * 12 }, (_, window) => ({
  event_id: `spread-${window}`,
  kind: "api_call",
  at: at_ms(window / 12) + 60_000,
  app_id: "spread",
  outcome: "ok",
  count: Math.round(20 * wobble(Math.floor(window / 12), 5)),
}));
const burst = { ...spread[0], event_id: "burst", at: BURST.at_ms + 90_000, count: BURST.calls };

beforeAll(async () => {
  const hours = Array.from({ length: HOURS }, (_, hour) => hour);
  const events = hourlyEvents("r", Object.keys(apps), hours, (app_id, hour) => apps[app_id]?.(hour) ?? 0);
  await usageLander(store)("r", [...events, ...signIns, ...spread, burst]);
  const span = { from_ms: at_ms(DAY - WEEK_HOURS), to_ms: at_ms(HOURS) };
  await runDetection(deps, span);
  await raiseAlerts(deps, span);
}, 60_000);

interface Found {
  readonly app_id: string;
  readonly metric: string;
  readonly hour: number;
  readonly observed: number;
  readonly high: number;
}

const deviations = async (app_id: string): Promise<readonly Found[]> => {
  const rows = await store.rows(
    `SELECT app_id, metric, (toUInt32(at) - ${MONDAY_S}) / 3600 AS hour, observed, high FROM deviations FINAL
     WHERE withdrawn = 0 AND direction = 'high' AND window_s = 3600 AND app_id = '${app_id}' ORDER BY at, metric`,
  );
  return rows.map((row) => {
    const { metric, hour, observed, high } = Object(row);
    return { app_id, metric: String(metric), hour: Number(hour), observed: Number(observed), high: Number(high) };
  });
};

const alerts = (app_id: string): Promise<readonly unknown[]> =>
  store.rows(`SELECT detection, title FROM alerts WHERE app_id = '${app_id}'`);

test.each([
  ["a constant app that jumps", "constant", NOON, "constant_app_jump"],
  ["an app in its first week that reads far more than its peers", "young", NOON, "new_app_mass_read"],
  ["a three-hour burst at night inside the daytime range", "night", NIGHT, "off_hours_activity"],
])("finds %s in its first hour, and raises one alert", async (_, app_id, begins, detection) => {
  const [first] = (await deviations(app_id)).filter(({ metric }) => metric === "calls");
  expect(first?.hour).toBe(begins);
  expect(await alerts(app_id)).toMatchObject([{ detection }]);
});

test("the night's burst would be ordinary by day", async () => {
  const daily = Array.from({ length: 24 }, (_, hour) => cases["night"]?.(2 * WEEK_HOURS + hour) ?? 0);
  expect(Math.max(...daily)).toBeGreaterThan(110);
});

test("finds the silence of an app that makes three calls an hour, within a day", async () => {
  const silence = (await deviations("quiet")).filter(({ metric }) => metric === "silence");
  expect((silence[0]?.hour ?? HOURS) - DAY).toBeLessThan(24);
  expect(await alerts("quiet")).toMatchObject([{ detection: "app_silent" }]);
});

test("finds sign-ins that fail, and names them", async () => {
  const found = (await deviations("locked")).find(({ metric }) => metric === "sign_in_failures");
  expect(found).toMatchObject({ hour: NOON, observed: 60 });
  expect(await alerts("locked")).toMatchObject([{ detection: "error_burst", title: expect.stringMatching(/failed/) }]);
});

test("finds a burst of five minutes whose hour stays inside its range, and says when it was", async () => {
  expect(await deviations("spread")).toEqual([]);
  const windows = await store.rows(
    "SELECT metric, toUnixTimestamp(at) * 1000 AS at_ms, observed, high FROM deviations FINAL WHERE app_id = 'spread' AND window_s = 300",
  );
  expect(windows).toMatchObject([{ metric: "calls", at_ms: BURST.at_ms }]);
  expect(Number(Object(windows[0]).observed)).toBeGreaterThan(BURST.calls);
  expect(await alerts("spread")).toMatchObject([{ title: expect.stringMatching(/12:05 \(five minutes\)/) }]);
});

test("raises nothing about the others", async () => {
  const others = await store.rows("SELECT DISTINCT app_id FROM alerts ORDER BY app_id");
  expect(others.map((row) => Object(row).app_id)).toEqual([...Object.keys(cases), "locked", "spread"].sort());
});
