import fc from "fast-check";
import { expect, test } from "vitest";
import { dailySeries } from "../usage/daily-series.ts";
import { DAY_S, HOUR_S, slotOf } from "../usage/metrics.ts";
import { hourlySeries, NO_USAGE } from "../usage/table.ts";
import { UTC_CALENDAR } from "./local-calendar.ts";
import { calendarOf } from "./tenant-calendars.ts";

const berlin = calendarOf({ time_zone: "Europe/Berlin", country: "DE", region: "BY" });
const at = (text: string): number => Date.parse(text) / 1000;
const slotAt = (text: string): number => berlin.hours(at(text), 1).slots[0] ?? -1;
const slot = (day: number, hour: number): number => day * 24 + hour;

test("nine o'clock in Berlin is the same slot in winter and in summer", () => {
  expect(slotAt("2026-03-23T08:00:00Z")).toBe(slot(0, 9));
  expect(slotAt("2026-03-30T07:00:00Z")).toBe(slot(0, 9));
  expect(slotAt("2026-10-19T07:00:00Z")).toBe(slot(0, 9));
  expect(slotAt("2026-10-26T08:00:00Z")).toBe(slot(0, 9));
});

test("the hour that spring skips is nobody's, and the hour that autumn repeats is there twice", () => {
  const spring = [...berlin.hours(at("2026-03-29T00:00:00Z"), 3).slots];
  const autumn = [...berlin.hours(at("2026-10-24T23:00:00Z"), 4).slots];
  expect(spring).toEqual([slot(6, 1), slot(6, 3), slot(6, 4)]);
  expect(autumn).toEqual([slot(6, 1), slot(6, 2), slot(6, 2), slot(6, 3)]);
});

test("days have 23 and 25 hours when clocks change, and every hour belongs to one of them", () => {
  const from_s = at("2026-03-27T23:00:00Z");
  const part = { from_s, to_s: at("2026-03-31T22:00:00Z"), given: new Uint8Array(6).fill(1) };
  const hourly = hourlySeries(NO_USAGE, { from: 0, to: 0 }, part, () => true, berlin);
  const ones = { ...hourly, metrics: { ...hourly.metrics, calls: new Float64Array(hourly.windows).fill(1) } };
  const daily = dailySeries(ones);
  expect([...(daily.metrics.calls ?? [])]).toEqual([24, 23, 24, 24]);
  expect([...daily.slots]).toEqual([5, 6, 0, 1]);
  expect(daily.starts_s[2]).toBe(at("2026-03-29T22:00:00Z"));
});

test("a holiday may be like a Sunday, the day after may not, and other regions work", () => {
  const epiphany = berlin.hours(at("2026-01-06T08:00:00Z"), 24);
  expect([epiphany.slots[0], epiphany.like[0]]).toEqual([slot(1, 9), slot(6, 9)]);
  expect([epiphany.slots[23], epiphany.like[23]]).toEqual([slot(2, 8), slot(2, 8)]);
  const hamburg = calendarOf({ time_zone: "Europe/Berlin", country: "DE", region: "HH" });
  expect(hamburg.hours(at("2026-01-06T08:00:00Z"), 1).like[0]).toBe(slot(1, 9));
});

test("a holiday that moves from Sunday is kept on the day it moves to", () => {
  const london = calendarOf({ time_zone: "Europe/London", country: "GB", region: "ENG" });
  const boxing_day_monday = london.hours(at("2026-12-28T10:00:00Z"), 1);
  expect(boxing_day_monday.like[0]).toBe(slot(6, 10));
});

test("UTC counts as the clock does (property)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 1, max: 60 }), (hour, windows) => {
      const { slots, like, begins_day } = UTC_CALENDAR.hours(hour * HOUR_S, windows);
      for (let window = 0; window < windows; window++) {
        const at_s = (hour + window) * HOUR_S;
        expect([slots[window], like[window]]).toEqual([slotOf(at_s, HOUR_S), slotOf(at_s, HOUR_S)]);
        expect(begins_day[window]).toBe(at_s % DAY_S === 0 ? 1 : 0);
      }
    }),
  );
});
