import { expect, test } from "vitest";
import { DAY_S } from "../../stats/usage/metrics.ts";
import type { UsageTable } from "../../stats/usage/table.ts";
import { aroundTable, detectTable } from "./detect-table.fixture.ts";
import { type AppState, detectFrom, keyOf } from "./detect-usage.ts";
import type { Deviation } from "./deviation.ts";
import { NO_PEERS } from "./live/read-peers.ts";
import { HOUR_S, MONDAY_S, ordinaryApps, tableOf, WEEK_HOURS } from "./usage-table.fixture.ts";

const HOURS = 4 * WEEK_HOURS;

function detect(apps: Parameters<typeof tableOf>[0], hours = HOURS, from = 0): Deviation[] {
  const span = { from_s: MONDAY_S + from * HOUR_S, to_s: MONDAY_S + hours * HOUR_S };
  return [...detectTable(tableOf(apps, hours), span)].filter((deviation) => deviation.direction === "high");
}

const hourOf = (deviation: Deviation): number => (deviation.at_s - MONDAY_S) / HOUR_S;

/** An app that is steady until something happens to it. */
function steadyBut(change: (hour: number) => number | undefined): Record<string, (hour: number) => number> {
  return { ...ordinaryApps(), odd: (hour) => change(hour) ?? 30 };
}

test("finds nothing in four weeks of ordinary work", () => {
  expect(detect(ordinaryApps())).toEqual([]);
});

test("hours that do not know their busiest five minutes teach nothing of them", () => {
  const table = tableOf(
    { ...ordinaryApps(3), odd: (hour) => (hour === 3 * WEEK_HOURS + 40 ? 300 : 30) },
    4 * WEEK_HOURS,
  );
  const bursts = (known_from: number): number => {
    const isKnown = (row: number): boolean => (table.at_s[row] ?? 0) >= MONDAY_S + known_from * HOUR_S;
    const busiest_calls = table.metrics.busiest_calls.map((calls, row) => (isKnown(row) ? calls : Number.NaN));
    const told = { ...table, metrics: { ...table.metrics, busiest_calls } };
    const span = { from_s: MONDAY_S, to_s: MONDAY_S + 4 * WEEK_HOURS * HOUR_S };
    return detectTable(told, span).filter(({ metric, window_s }) => metric === "calls" && window_s === 300).length;
  };
  expect([0, 3 * WEEK_HOURS].map(bursts)).toEqual([1, 0]);
});

test("a replay gives the deviations that hourly runs would have given", () => {
  const attack = 3 * WEEK_HOURS + 40;
  const apps = {
    ...ordinaryApps(3),
    odd: (hour: number) => (hour >= attack && hour < attack + 5 ? 200 : 30),
    gone: (hour: number) => (hour >= attack - 20 && hour < attack + 10 ? 0 : 25),
  };
  const hours = attack + 12;
  const replayed = detect(apps, hours, attack - 24);
  const live = Array.from({ length: 36 }, (_, i) => attack - 24 + i).flatMap((hour) => {
    const known = detect(apps, hour + 1, attack - 24);
    return known.filter(({ at_s, window_s }) => Math.ceil((at_s + window_s - MONDAY_S) / HOUR_S) === hour + 1);
  });
  const sorted = (all: Deviation[]): string[] => all.map((deviation) => JSON.stringify(deviation)).sort();
  expect(replayed.length).toBeGreaterThan(10);
  expect(sorted(live)).toEqual(sorted(replayed));
});

test("finds calls that jump, with what was expected", () => {
  const attack = 3 * WEEK_HOURS + 40;
  const found = detect(steadyBut((hour) => (hour === attack ? 200 : undefined)));
  const calls = found.find((deviation) => deviation.metric === "calls" && deviation.window_s === HOUR_S);
  expect(calls).toMatchObject({ app_id: "odd", observed: 200, direction: "high", state: "ready" });
  expect(calls && hourOf(calls)).toBe(attack);
  expect(calls?.expected).toBeCloseTo(30, 6);
});

test("finds a share of failed calls that jumps, and sign-ins that fail; hours without either teach nothing", () => {
  const attack = 3 * WEEK_HOURS + 40;
  const table = tableOf({ ...ordinaryApps(3), odd: (hour) => (hour % 2 === 0 ? 400 : 20) }, HOURS);
  const first = table.app_id.indexOf("odd");
  table.metrics.error_rate[first + attack] = 40;
  for (let hour = 0; hour < HOURS; hour += 24) table.metrics.sign_in_failures[first + hour] = 0;
  table.metrics.sign_in_failures[first + attack + 2] = 30;
  const found = detectTable(table, { from_s: MONDAY_S, to_s: MONDAY_S + HOURS * HOUR_S });
  const told = found.map(({ app_id, metric, window_s, observed }) => [app_id, metric, window_s, observed]);
  expect(told.sort()).toEqual([
    ["odd", "error_rate", HOUR_S, 40],
    ["odd", "sign_in_failures", HOUR_S, 30],
    ["odd", "sign_in_failures", DAY_S, 30],
  ]);
  expect(found.map(({ expected }) => Math.round(expected)).sort()).toEqual([0, 0, 2]);
});

test("keeps no state of a metric that was never given", () => {
  const to_s = MONDAY_S + HOURS * HOUR_S;
  const around = { lifeOf: () => ({ first_s: MONDAY_S, isAlive: () => true }), peers: NO_PEERS };
  const sizeOf = (table: UsageTable): number => {
    const { states } = detectFrom(new Map(), table, { from_s: to_s - DAY_S, to_s, save_s: to_s }, around);
    return states[0]?.state.length ?? 0;
  };
  const table = tableOf(ordinaryApps(1), HOURS);
  const with_bytes = { ...table, metrics: { ...table.metrics, bytes_written: table.metrics.bytes_read } };
  expect(sizeOf(with_bytes) - sizeOf(table)).toBeGreaterThan(1_000);
});

test("an app that goes silent is reported within a day, one that rests at night is not", () => {
  const silent_from = 3 * WEEK_HOURS + 40;
  const found = detect(steadyBut((hour) => (hour >= silent_from ? 0 : undefined)));
  const silence = found.filter((deviation) => deviation.metric === "silence");
  expect(new Set(silence.map((deviation) => deviation.app_id))).toEqual(new Set(["odd"]));
  expect(Math.min(...silence.map(hourOf)) - silent_from).toBeLessThan(24);
});

test("a feed that dies is no silence of its apps", () => {
  const dead_from = 3 * WEEK_HOURS + 40;
  const apps = Object.entries(ordinaryApps()).map(([app_id, calls]) => [
    app_id,
    (hour: number) => (hour >= dead_from ? 0 : calls(hour)),
  ]);
  expect(detect(Object.fromEntries(apps))).toEqual([]);
});

test("the return of a dormant app is a deviation from its first call on", () => {
  const back = 3 * WEEK_HOURS + 40;
  const found = detect(
    steadyBut((hour) => (hour < 100 || hour >= back ? undefined : 0)),
    back + 2,
  );
  const returned = found.filter((deviation) => deviation.metric === "idle_days");
  expect(returned.map(hourOf)).toEqual([back, back + 1]);
});

test("a new app is held against its peers while it has no usual", () => {
  const born = 3 * WEEK_HOURS;
  const theft = born + 60;
  const grows = (calls: number) => (hour: number) => {
    if (hour < born) return 0;
    return hour >= theft && hour < theft + 3 ? calls : 10;
  };
  const found = detect({ ...ordinaryApps(), thief: grows(900), modest: grows(40) });
  expect(new Set(found.map((deviation) => deviation.app_id))).toEqual(new Set(["thief"]));
  expect(found.every((deviation) => deviation.state === "learning")).toBe(true);
  expect(hourOf(found[0] ?? Object.assign({}, found[0]))).toBe(theft);
});

test("what is remembered of a midnight and the hours since give the rows that the whole history gives", () => {
  const attack = 3 * WEEK_HOURS + 40;
  const apps = {
    ...ordinaryApps(12),
    odd: (hour: number) => (hour >= attack && hour < attack + 5 ? 200 : 30),
    gone: (hour: number) => (hour >= attack - 20 && hour < attack + 60 ? 0 : 25),
    lost: (hour: number) => (hour >= 2 * WEEK_HOURS + 30 ? 0 : 25),
    back: (hour: number) => (hour < 100 || hour >= attack ? 20 : 0),
    thief: (hour: number) => (hour < 2 * WEEK_HOURS + 20 ? 0 : hour >= attack ? 900 : 10),
  };
  const table = tableOf(apps, HOURS);
  const around = aroundTable(table);
  const to_s = MONDAY_S + HOURS * HOUR_S;
  const bases = [2 * WEEK_HOURS + 48, 3 * WEEK_HOURS, 3 * WEEK_HOURS + 48].map((hour) => MONDAY_S + hour * HOUR_S);
  const sorted = (all: readonly Deviation[]): string[] => all.map((deviation) => JSON.stringify(deviation)).sort();
  for (const base_s of bases) {
    const whole = detectFrom(new Map(), table, { from_s: base_s, to_s }, around);
    const { states } = detectFrom(new Map(), table, { from_s: base_s, to_s, save_s: base_s }, around);
    const known = new Map(states.map((state) => [keyOf(state), state]));
    const later = detectFrom(known, table, { from_s: base_s, to_s, base_s, save_s: base_s + 2 * DAY_S }, around);
    expect(whole.deviations.length).toBeGreaterThan(10);
    expect(known.size).toBeGreaterThan(10);
    expect(known.has(keyOf({ tenant: "t", source: "s", app_id: "thief" }))).toBe(false);
    expect(sorted(later.deviations)).toEqual(sorted(whole.deviations));
    const again = detectFrom(new Map(), table, { from_s: base_s, to_s, save_s: base_s + 2 * DAY_S }, around);
    const bytes = (all: readonly AppState[]) =>
      all.map((one) => `${one.app_id} ${Buffer.from(one.state).toString("hex")}`);
    expect(bytes(later.states).sort()).toEqual(bytes(again.states).sort());
  }
});
