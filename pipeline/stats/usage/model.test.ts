import fc from "fast-check";
import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { DAY_S, HOUR_S, modelConfigOf, slotOf, USAGE_METRICS } from "./metrics.ts";
import { rangeScore, type UsageModel, usageModel, type Verdict } from "./model.ts";

const WEEK = 7 * 24;
const CALLS = modelConfigOf("calls", HOUR_S);
const BYTES = modelConfigOf("bytes_read", HOUR_S);

/** A model that has seen `hours` hours of a series from a Monday on. */
function trained(hours: number, amountAt: (hour: number) => number, config = CALLS): UsageModel {
  const model = usageModel(config);
  for (let hour = 0; hour < hours; hour++) model.step(hour % WEEK, amountAt(hour));
  return model;
}

/** Repeatable scatter, of about 17 % where nothing else is said. */
function wobble(hour: number, size = 0.35): number {
  return 1 + size * Math.sin(hour * 12.9898) * Math.cos(hour * 78.233);
}

const office = (hour: number): number => {
  const working = hour % 24 >= 8 && hour % 24 < 18 && hour % WEEK < 5 * 24;
  return working ? Math.round(60 * wobble(hour)) : 0;
};

test("says learning until two weeks have passed", () => {
  expect(trained(2 * WEEK - 1, office).range(0).state).toBe("learning");
  expect(trained(2 * WEEK, office).range(0).state).toBe("ready");
});

test("a steady app alerts when it doubles, a scattered one does not", () => {
  expect(trained(3 * WEEK, () => 12).step(9, 26).direction).toBe("high");
  expect(trained(3 * WEEK, (hour) => Math.round(24 * wobble(hour, 1))).step(9, 50).direction).toBe("none");
});

test("work at night by an office app is outside, a few calls are not", () => {
  const model = trained(3 * WEEK, office);
  expect(model.step(2, 4).direction).toBe("none");
  expect(model.step(2, 30).direction).toBe("high");
});

test("a quiet app does not shout over its third call", () => {
  const model = trained(3 * WEEK, (hour) => (hour % 50 === 0 ? 1 : 0));
  expect(model.step(3, 3).direction).toBe("none");
});

test("an hour without anything is no surprise where little is usual, and one where much is", () => {
  expect(trained(3 * WEEK, (hour) => Math.round(14 * wobble(hour))).step(9, 0).direction).toBe("none");
  expect(trained(3 * WEEK, (hour) => Math.round(200 * wobble(hour))).step(9, 0).direction).toBe("low");
  expect(trained(3 * WEEK, (hour) => 2e6 * wobble(hour), BYTES).step(9, 0).direction).toBe("none");
  expect(trained(3 * WEEK, (hour) => 2e9 * wobble(hour), BYTES).step(9, 0).direction).toBe("low");
});

test("an incident does not teach that it is normal, a lasting change does", () => {
  const model = trained(3 * WEEK, () => 100);
  const incident = Array.from({ length: 24 }, (_, hour) => model.step(hour, 1000));
  expect(incident.every((verdict) => verdict.direction === "high")).toBe(true);
  expect(incident.at(-1)?.expected).toBeCloseTo(100, 6);
  let last: Verdict | undefined;
  for (let hour = 24; hour < 24 + 5 * WEEK; hour++) last = model.step(hour % WEEK, 1000);
  expect(last?.direction).toBe("none");
});

test("hours that stay just within their range do not widen it for the next ones", () => {
  const model = trained(3 * WEEK, office);
  const highs = Array.from({ length: 9 }, (_, n) => {
    const { high = 0 } = model.range(8 + n);
    expect(model.step(8 + n, Math.floor(0.99 * high)).direction).toBe("none");
    return high;
  });
  expect(Math.max(...highs)).toBeLessThan(1.2 * (highs[0] ?? 0));
});

test("a day off hardly widens the range of the days after it", () => {
  const calm = (hour: number): number => Math.round(office(hour) / 3);
  const day_off = trained(3 * WEEK + 48, (hour) => (hour >= 3 * WEEK && hour < 3 * WEEK + 24 ? 0 : calm(hour)));
  const none = trained(3 * WEEK + 48, calm);
  for (let hour = 48 + 8; hour < 48 + 18; hour++)
    expect(day_off.range(hour).high).toBeLessThan(1.15 * (none.range(hour).high ?? 0));
});

test("a nightly run that comes two hours late is no surprise", () => {
  const run = (hour: number): number => (hour % 24 === 2 ? Math.round(400 * wobble(hour)) : 0);
  const model = trained(3 * WEEK, run);
  for (const hour of [0, 1, 2, 3]) model.step(hour, 0);
  expect(model.step(4, 400).direction).toBe("none");
  expect(model.step(5, 400).direction).toBe("high");
});

test("what is said of surprises alone is what is said of every window, and teaches the same", () => {
  const amount = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 5000 }), fc.constant(60));
  const teaching = fc.constantFrom("usual", "usual", "usual", "always", "never");
  const windows = fc.array(fc.tuple(amount, fc.boolean(), teaching), { minLength: 30, maxLength: 80 });
  fc.assert(
    fc.property(windows, fc.constantFrom(CALLS, BYTES), (odd, config) => {
      const [each, outside] = [trained(3 * WEEK, office, config), trained(3 * WEEK, office, config)];
      odd.forEach(([value, is_holiday, taught], hour) => {
        const like = is_holiday ? 6 * 24 + (hour % 24) : hour;
        const verdict = each.step(hour, value, like, taught);
        expect(outside.surprise(hour, value, like, taught)).toEqual(verdict.direction === "none" ? undefined : verdict);
      });
      for (let slot = 0; slot < WEEK; slot++) expect(outside.range(slot)).toEqual(each.range(slot));
    }),
    { numRuns: 20 },
  );
});

test("an absent hour is neither scored nor learned", () => {
  const model = trained(3 * WEEK, office);
  const before = model.range(9);
  expect(model.step(9, undefined)).toMatchObject({ score: 0, direction: "none" });
  expect(model.range(9)).toEqual(before);
});

test("the score of a volume does not depend on its unit, beyond the least that matters", () => {
  const volume = (hour: number): number => 1e9 * wobble(hour);
  const base = trained(3 * WEEK, volume, BYTES).step(9, 4e9).score;
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e4, noNaN: true }), (unit) => {
      const score = trained(3 * WEEK, (hour) => unit * volume(hour), BYTES).step(9, unit * 4e9).score;
      expect(score).toBeCloseTo(base, 6);
    }),
    { numRuns: 10 },
  );
});

test("the score can be recomputed from the row", () => {
  const { score, expected = 0, high = 0 } = trained(3 * WEEK, office).step(2, 30);
  expect(rangeScore(30, expected, high)).toBe(score);
  const distance = (30 - expected) / (high - expected);
  expect(score).toBeCloseTo(distance / (1 + distance), 12);
});

test("what is remembered of a metric, hours and days, takes two kilobytes of the eight it may cost", () => {
  for (const metric of USAGE_METRICS) {
    const memory = stateMemory();
    for (const window_s of [HOUR_S, DAY_S]) usageModel(modelConfigOf(metric, window_s), memory);
    expect(memory.save().length).toBeLessThanOrEqual(2048);
  }
});

test("slots count from Monday 00:00 UTC", () => {
  const monday_s = Date.UTC(2026, 9, 5) / 1000;
  expect([slotOf(monday_s, HOUR_S), slotOf(monday_s - HOUR_S, HOUR_S), slotOf(monday_s, DAY_S)]).toEqual([0, 167, 0]);
});
