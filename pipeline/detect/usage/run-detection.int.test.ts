import { beforeAll, expect, test } from "vitest";
import { openTestStore } from "../../../tests/test-store.ts";
import { usageLander } from "./land-usage.fixture.ts";
import { runDetection } from "./run-detection.ts";
import { HOUR_S, MONDAY_S, ordinaryApps, WEEK_HOURS } from "./usage-table.fixture.ts";

const HOURS = 3 * WEEK_HOURS + 60;
const ATTACK = 3 * WEEK_HOURS + 40;
const FROM_MS = (MONDAY_S + (ATTACK - 24) * HOUR_S) * 1000;
const TO_MS = (MONDAY_S + HOURS * HOUR_S) * 1000;

const store = await openTestStore();
const deps = { reader: store.reader, writer: store.writer, clock: { now_ms: () => TO_MS } };

const apps = {
  ...ordinaryApps(6),
  odd: (hour: number) => (hour >= ATTACK && hour < ATTACK + 4 ? 300 : 30),
};

/** One event an hour stands for all calls of an app in it; what is on top of the usual comes from a stranger. */
function eventsOf(app_id: string, callsAt: (hour: number) => number, hours: readonly number[]): unknown[] {
  return hours.flatMap((hour) => {
    const at = new Date((MONDAY_S + hour * HOUR_S + 60) * 1000).toISOString();
    const base = { kind: "api_call", at, app_id, service: "exchange", operation_class: "mail.read", outcome: "ok" };
    const calls = callsAt(hour);
    const usual = { ...base, event_id: `${app_id}-${hour}`, count: Math.min(calls, 100), ip: "198.51.100.1" };
    const extra = { ...base, event_id: `${app_id}-${hour}-x`, count: calls - 100, ip: "203.0.113.9" };
    if (calls === 0) return [];
    return calls > 100 ? [usual, extra] : [usual];
  });
}

const land = usageLander(store);

const stored = (): Promise<readonly unknown[]> =>
  store.rows(
    `SELECT app_id, metric, toUInt32(at) AS at_s, observed, expected, toUInt32(revision) AS revision, contributors
     FROM deviations FINAL WHERE withdrawn = 0 AND direction = 'high' AND window_s = 3600 ORDER BY at_s, metric, window_s`,
  );

beforeAll(async () => {
  const hours = Array.from({ length: HOURS }, (_, hour) => hour);
  await land(
    "first",
    Object.entries(apps).flatMap(([app_id, calls]) => eventsOf(app_id, calls, hours)),
  );
});

test("finds the planted jump as live runs see it, and says who made it", async () => {
  for (let hour = ATTACK - 2; hour <= HOURS; hour += 6) {
    const to_ms = (MONDAY_S + hour * HOUR_S) * 1000;
    await runDetection({ ...deps, clock: { now_ms: () => to_ms } }, { from_ms: FROM_MS, to_ms });
  }
  const rows = await stored();
  expect(rows[0]).toMatchObject({ app_id: "odd", metric: "calls", at_s: MONDAY_S + ATTACK * HOUR_S, observed: 300 });
  expect(new Set(rows.map((row) => Object(row).app_id))).toEqual(new Set(["odd"]));
  const { ip } = JSON.parse(Object(rows[0]).contributors);
  expect(ip[0]).toMatchObject({ value: "203.0.113.9", amount: 200, usual: 0 });
});

test("a replay of the span after those runs changes nothing", async () => {
  const counts = await runDetection(deps, { from_ms: FROM_MS, to_ms: TO_MS });
  expect(counts).toMatchObject({ written: 0, withdrawn: 0 });
  expect(counts.deviations).toBeGreaterThanOrEqual(4);
});

test("rows that were dropped come back the same", async () => {
  const before = await stored();
  await store.connection.execute({ sql: "TRUNCATE TABLE deviations" });
  await runDetection(deps, { from_ms: FROM_MS, to_ms: TO_MS });
  expect(await stored()).toEqual(before);
});

test("only hours that are complete are scored", async () => {
  const half_past = { now_ms: () => (MONDAY_S + (ATTACK + 1) * HOUR_S + 300) * 1000 };
  const counts = await runDetection({ ...deps, clock: half_past }, { tenant: "nobody" });
  expect(counts.to_ms).toBe((MONDAY_S + ATTACK * HOUR_S) * 1000);
});

test("late data that make it ordinary take it back with a higher revision", async () => {
  const habit = Array.from({ length: 20 }, (_, day) => ATTACK - 24 * (day + 1)).flatMap((hour) => [
    hour,
    hour + 1,
    hour + 2,
    hour + 3,
  ]);
  const late = habit.filter((hour) => hour >= 0);
  await land(
    "late",
    late.flatMap((hour) =>
      eventsOf("odd", () => 270, [hour]).map((event) => ({
        ...Object(event),
        event_id: `late-${hour}-${Object(event).count}`,
      })),
    ),
  );
  const counts = await runDetection(deps, { from_ms: FROM_MS, to_ms: TO_MS });
  expect(counts.withdrawn).toBeGreaterThanOrEqual(4);
  const hour = `app_id = 'odd' AND metric = 'calls' AND window_s = 3600 AND at = toDateTime(${MONDAY_S + ATTACK * HOUR_S}, 'UTC')`;
  expect(await store.rows(`SELECT withdrawn FROM deviations FINAL WHERE ${hour}`)).toEqual([{ withdrawn: 1 }]);
});
