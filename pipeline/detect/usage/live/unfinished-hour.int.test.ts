import { beforeAll, expect, test } from "vitest";
import { openTestStore } from "../../../../tests/test-store.ts";
import { raiseAlerts } from "../../../alert/raise-alerts.ts";
import { createRollup } from "../../../rollup/rollup.ts";
import { hourlyEvents, usageLander } from "../land-usage.fixture.ts";
import { runDetection } from "../run-detection.ts";
import { HOUR_S, MONDAY_S, ordinaryApps, WEEK_HOURS, wobble } from "../usage-table.fixture.ts";
import type { LiveMemory } from "./memory.ts";
import { judgedUntil } from "./unfinished-hour.ts";

/** Of a Tuesday, in the fourth week. */
const NOON = 3 * WEEK_HOURS + 36;
const NOON_S = MONDAY_S + NOON * HOUR_S;
const MINUTE_S = 60;

const store = await openTestStore();
const land = usageLander(store);
const memory: LiveMemory = new Map();
const apps = ordinaryApps(4);

/** An app that never rests, spread evenly over windows of five minutes, but for some. */
const spread = (run_id: string, windows: readonly number[], more: Readonly<Record<number, number>> = {}) =>
  windows.map((window) => ({
    event_id: `${run_id}-${window}`,
    kind: "api_call",
    at: (MONDAY_S + window * 300 + 60) * 1000,
    app_id: "spread",
    outcome: "ok",
    count: Math.round(20 * wobble(Math.floor(window / 12), 5)) + (more[window] ?? 0),
  }));
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);

/** A run of the service so many minutes after noon. */
async function live(minutes: number): Promise<{ readonly written: number; readonly raised: number }> {
  const clock = { now_ms: () => (NOON_S + minutes * MINUTE_S) * 1000 };
  const deps = { reader: store.reader, writer: store.writer, clock };
  const { from_ms, seen_to_ms, written, withdrawn } = await runDetection({ ...deps, memory });
  expect(withdrawn).toBe(0);
  const { raised } = await raiseAlerts(deps, { from_ms, to_ms: seen_to_ms });
  return { written, raised };
}

const deviations = (): Promise<readonly unknown[]> =>
  store.rows(
    `SELECT app_id, metric, window_s, (toUInt32(at) - ${NOON_S}) / 60 AS minute, observed, expected, low, high, score, contributors
     FROM deviations FINAL WHERE withdrawn = 0 AND app_id = 'spread' ORDER BY ALL`,
  );
const alerts = (): Promise<readonly unknown[]> =>
  store.rows(
    "SELECT app_id, uid, detection, title, severity, score, first_activity_at, last_activity_at, evidence FROM alerts ORDER BY uid",
  );

beforeAll(async () => {
  const known = hourlyEvents("known", Object.keys(apps), numbers(0, NOON), (app_id, hour) => apps[app_id]?.(hour) ?? 0);
  await land("known", [...known, ...spread("known", numbers(0, NOON * 12))]);
}, 60_000);

test("judges five minutes that have ended two minutes ago, of one hour", () => {
  const until = (minutes: number): number => (judgedUntil(NOON_S, (NOON_S + minutes * MINUTE_S) * 1000) - NOON_S) / 60;
  expect([10, 11.9, 12, 61, 62, 69].map(until)).toEqual([5, 5, 10, 55, 60, 60]);
});

test("a burst is an alert before its hour has ended, and the ended hour and a replay say the same", async () => {
  const first = NOON * 12;
  expect(await live(11)).toEqual({ written: 0, raised: 0 });
  await land("burst", spread("burst", [first, first + 1], { [first + 1]: 200 }));
  expect(await live(11)).toEqual({ written: 0, raised: 0 });

  expect(await live(13)).toEqual({ written: 1, raised: 1 });
  const [row] = await deviations();
  expect(row).toMatchObject({ app_id: "spread", metric: "calls", window_s: 300, minute: 5 });
  const [alert] = await alerts();
  expect(alert).toMatchObject({ app_id: "spread", title: expect.stringMatching(/12:05 \(five minutes\)/) });
  expect(await live(18)).toEqual({ written: 0, raised: 0 });

  await land("more", spread("more", numbers(first + 2, first + 24), { [first + 5]: 100, [first + 8]: 400 }));
  expect(await live(47)).toEqual({ written: 1, raised: 0 });
  expect(await live(73)).toMatchObject({ raised: 0 });
  const [ended, raised] = [await deviations(), await alerts()];
  expect(ended.map((one) => [Object(one).window_s, Object(one).minute])).toEqual([
    [300, 5],
    [300, 40],
    [3600, 0],
  ]);
  expect(ended[0]).toEqual(row);
  expect(raised.map((one) => Object(one).uid)).toEqual([Object(alert).uid]);

  for (const table of ["deviations", "alert_history"])
    await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
  const deps = { reader: store.reader, writer: store.writer, clock: { now_ms: () => NOON_S * 1000 } };
  const span = { from_ms: (NOON_S - 48 * HOUR_S) * 1000, to_ms: (NOON_S + HOUR_S) * 1000 };
  await runDetection(deps, span);
  await raiseAlerts(deps, span);
  expect(await deviations()).toEqual(ended);
  expect(await alerts()).toEqual(raised);

  // What the hour remembers when its minutes have aged out.
  await store.connection.execute({ sql: "TRUNCATE TABLE usage_minute" });
  await runDetection(deps, span);
  expect(await deviations()).toEqual(ended.slice(1));
});

test("a burst is not taken back by an hour that is not counted yet", async () => {
  const day_s = 24 * HOUR_S;
  const first = (NOON + 24) * 12;
  const run = (minutes: number) => {
    const clock = { now_ms: () => (NOON_S + day_s + minutes * MINUTE_S) * 1000 };
    return runDetection({ reader: store.reader, writer: store.writer, clock, memory });
  };
  const bursts = () =>
    store.rows(
      `SELECT (toUInt32(at) - ${NOON_S + day_s}) / 60 AS minute, withdrawn FROM deviations FINAL
       WHERE app_id = 'spread' AND window_s = 300 AND at >= toDateTime(${NOON_S + day_s}, 'UTC')`,
    );
  await land("day", spread("day", numbers(NOON * 12 + 24, first)));
  await land("burst2", spread("burst2", numbers(first, first + 12), { [first + 1]: 400 }));
  await store.connection.execute({
    sql: `ALTER TABLE usage_hour DELETE WHERE at = toDateTime(${NOON_S + day_s}, 'UTC') SETTINGS mutations_sync = 1`,
  });
  await run(13);
  expect(await bursts()).toEqual([{ minute: 5, withdrawn: 0 }]);

  // The hour is over and judged, and usage_hour has nothing of it.
  expect(await run(75)).toMatchObject({ withdrawn: 0 });
  await createRollup(store).finishRun("burst2", 0);
  expect(await run(80)).toMatchObject({ withdrawn: 0 });
  expect(await bursts()).toEqual([{ minute: 5, withdrawn: 0 }]);
});
