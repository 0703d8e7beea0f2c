import { expect, test } from "vitest";
import { calendarOf } from "../../stats/calendar/tenant-calendars.ts";
import type { Feedback } from "../../stats/usage/said-windows.ts";
import { detectTable } from "./detect-table.fixture.ts";
import { type DetectionSettings, NO_SETTINGS } from "./detection-settings.ts";
import type { Deviation } from "./deviation.ts";
import { HOUR_S, MONDAY_S, ordinaryApps, tableOf, WEEK_HOURS } from "./usage-table.fixture.ts";

const NEW_YORK = calendarOf({ time_zone: "America/New_York", country: "US", region: "" });
const newYork: DetectionSettings = { ...NO_SETTINGS, calendarOf: () => NEW_YORK };

/** Hours since the fixture's Monday, 5 October 2026 00:00 UTC. */
const hourAt = (text: string): number => (Date.parse(text) / 1000 - MONDAY_S) / HOUR_S;
const THANKSGIVING = hourAt("2026-11-26T05:00:00Z");

/** An office app in New York: 40 calls an hour from nine to five on working days, by the clock on the wall. */
function officeApp(rests: (hour: number) => boolean): (hour: number) => number {
  const { slots } = NEW_YORK.hours(MONDAY_S, 12 * WEEK_HOURS);
  return (hour) => {
    const slot = slots[hour] ?? 0;
    const office = slot % 24 >= 9 && slot % 24 < 17 && slot < 5 * 24;
    return office && !rests(hour) ? 40 + ((hour * 7) % 5) : 0;
  };
}

function detect(
  apps: Record<string, (hour: number) => number>,
  hours: number,
  settings: DetectionSettings,
): Deviation[] {
  const span = { from_s: MONDAY_S + 2 * WEEK_HOURS * HOUR_S, to_s: MONDAY_S + hours * HOUR_S };
  const found = detectTable(tableOf({ ...ordinaryApps(2), ...apps }, hours), span, settings);
  return found.filter(({ app_id }) => app_id in apps);
}

const isHoliday = (hour: number): boolean => hour >= THANKSGIVING && hour < THANKSGIVING + 24;

test("an office that opens an hour earlier by UTC after clocks change is what it was", () => {
  const hours = hourAt("2026-11-10T00:00:00Z");
  const apps = { office: officeApp(() => false) };
  expect(detect(apps, hours, newYork)).toEqual([]);
  expect(detect(apps, hours, NO_SETTINGS).length).toBeGreaterThan(0);
});

test("a public holiday with a Sunday's traffic raises nothing, and the day after neither", () => {
  const hours = THANKSGIVING + 4 * 24;
  const apps = { office: officeApp(isHoliday) };
  expect(detect(apps, hours, newYork)).toEqual([]);
  const nobody_told: DetectionSettings = {
    ...newYork,
    calendarOf: () => calendarOf({ time_zone: "America/New_York", country: "", region: "" }),
  };
  expect(detect(apps, hours, nobody_told).length).toBeGreaterThan(0);
});

test("an app that works on a holiday as on any Thursday raises nothing, one that works like three does", () => {
  const hours = THANKSGIVING + 2 * 24;
  const office = officeApp(() => false);
  expect(detect({ office }, hours, newYork)).toEqual([]);
  const busy = (hour: number): number => office(hour) * (isHoliday(hour) ? 3 : 1);
  const found = detect({ busy }, hours, newYork);
  expect(found.filter(({ direction, metric }) => direction === "high" && metric === "calls").length).toBeGreaterThan(2);
});

const BURST = 3 * WEEK_HOURS + 40;
const steady = (hour: number): number => (hour >= BURST && hour < BURST + 4 ? 300 : 30);
const AGAIN = BURST + 3 * 24;
/** The same again three days later. */
const twice = (hour: number): number => (hour >= AGAIN && hour < AGAIN + 4 ? 300 : steady(hour));

function said(kind: Feedback["kind"], more: Partial<Feedback> = {}): DetectionSettings {
  const span = { from_s: MONDAY_S + BURST * HOUR_S, to_s: MONDAY_S + (BURST + 4) * HOUR_S };
  return { ...NO_SETTINGS, feedback: [{ tenant: "t", kind, app_id: "odd", source: "", metric: "", ...span, ...more }] };
}

const hoursOf = (found: readonly Deviation[]): Set<number> =>
  new Set(found.filter(({ window_s }) => window_s === HOUR_S).map(({ at_s }) => (at_s - MONDAY_S) / HOUR_S));
const hours = AGAIN + 24;
const [first, second] = [[0, 1, 2, 3].map((more) => BURST + more), [0, 1, 2, 3].map((more) => AGAIN + more)];

test("what is muted, or done for maintenance, raises nothing; the same later does", () => {
  expect(hoursOf(detect({ odd: twice }, hours, NO_SETTINGS))).toEqual(new Set([...first, ...second]));
  for (const kind of ["mute", "maintenance"] as const) {
    const found = detect({ odd: twice }, hours, said(kind));
    expect(hoursOf(found)).toEqual(new Set(second));
    expect(found.some(({ at_s }) => at_s < MONDAY_S + (AGAIN - 24) * HOUR_S)).toBe(false);
  }
});

test("what is expected teaches: the same later raises nothing either", () => {
  expect(hoursOf(detect({ odd: twice }, hours, said("expected")))).toEqual(new Set());
});

test("what is not expected does not teach, though it lasts", () => {
  const lasting = (hour: number): number => (hour >= BURST ? 300 : 30);
  const end = BURST + 6 * 24;
  const to_s = MONDAY_S + (end - 24) * HOUR_S;
  const last_day = (settings: DetectionSettings): number =>
    detect({ odd: lasting }, end, settings).filter(({ at_s, metric }) => at_s >= to_s && metric === "calls").length;
  expect(last_day(NO_SETTINGS)).toBeLessThan(24);
  expect(last_day(said("not_expected", { to_s }))).toBeGreaterThanOrEqual(24);
});

test("what is said of one metric, another app or another feed leaves the rest alone", () => {
  const calls_muted = detect({ odd: twice }, hours, said("mute", { metric: "calls" }));
  expect(calls_muted.some(({ metric, at_s }) => metric === "calls" && at_s === MONDAY_S + BURST * HOUR_S)).toBe(false);
  expect(calls_muted.some(({ metric, at_s }) => metric === "resources" && at_s === MONDAY_S + BURST * HOUR_S)).toBe(
    true,
  );
  const all = detect({ odd: twice }, hours, NO_SETTINGS);
  for (const other of [{ app_id: "other" }, { source: "elsewhere" }, { tenant: "u" }])
    expect(detect({ odd: twice }, hours, said("mute", other))).toEqual(all);
});
