import { describe, expect, it } from "vitest";
import { HOUR_MS, localTime } from "./calendar.ts";
import { randomStream } from "./prng.ts";
import { type BatchRhythm, callTimes, type Rhythm, type Segment } from "./rhythm.ts";

/** Monday. */
const FROM_MS = Date.UTC(2026, 9, 5);
const HOURS = 14 * 24;

interface Change {
  readonly rate_factor?: number;
  readonly delay_ms?: number;
}

function callsOf(rhythm: Rhythm, change: Change = {}): number[] {
  const random = randomStream(1, "test");
  const hours = Array.from({ length: HOURS }, (_, i) => FROM_MS + i * HOUR_MS);
  return hours.flatMap((hour_ms) => callTimes(rhythm, segmentOf(hour_ms, change), random));
}

function segmentOf(hour_ms: number, { rate_factor = 1, delay_ms = 0 }: Change): Segment {
  const span = { hour_ms, from_ms: hour_ms, to_ms: hour_ms + HOUR_MS, local: localTime(hour_ms, 0) };
  return { ...span, holiday_day: undefined, level: 1, rate_factor, delay_ms };
}

function hourOfDay(at_ms: number): number {
  return ((at_ms - FROM_MS) / HOUR_MS) % 24;
}

const NIGHTLY: BatchRhythm = {
  kind: "batch",
  every: "night",
  start_hour: 2,
  weekday: 3,
  length_ms: HOUR_MS / 2,
  calls: 300,
  offset_h: 0,
  seed: 5,
};

describe("callTimes", () => {
  it("lets an office app rest at night and at the weekend", () => {
    const calls = callsOf({ kind: "office", per_h: 50 });
    const night = calls.filter((at_ms) => hourOfDay(at_ms) < 5);
    const weekend = calls.filter((at_ms) => localTime(at_ms, 0).weekday % 6 === 0);
    expect(calls.length).toBeGreaterThan(3000);
    expect(night.length).toBeLessThan(0.01 * calls.length);
    expect(weekend.length).toBeLessThan(0.02 * calls.length);
  });

  it("swings an always-on app around its peak hour", () => {
    const calls = callsOf({ kind: "always_on", per_h: 60, swing: 0.5, peak_hour: 15 });
    const near = (hour: number): number => calls.filter((at_ms) => Math.floor(hourOfDay(at_ms)) === hour).length;
    expect(near(3) / near(15)).toBeGreaterThan(0.35);
    expect(near(3) / near(15)).toBeLessThan(0.65);
  });

  it("polls at an exact pace across hours", () => {
    const calls = callsOf({ kind: "constant", every_ms: 420_000, first_ms: 1234 });
    const gaps = calls.slice(1).map((at_ms, i) => at_ms - (calls[i] ?? 0));
    expect(calls).toHaveLength((HOURS * HOUR_MS) / 420_000);
    expect(Math.max(...gaps)).toBeLessThan(421_000);
    expect(Math.min(...gaps)).toBeGreaterThan(419_000);
  });

  it("runs a batch once a night, near its time", () => {
    const calls = callsOf(NIGHTLY);
    expect(calls.length).toBeGreaterThan(13 * 200);
    expect(calls.length).toBeLessThan(14 * 500);
    expect(calls.every((at_ms) => hourOfDay(at_ms) > 1.9 && hourOfDay(at_ms) < 2.65)).toBe(true);
  });

  it("keeps a run whole across the hours it touches, also across midnight", () => {
    const calls = callsOf({ ...NIGHTLY, start_hour: 23.75 });
    const before = calls.filter((at_ms) => hourOfDay(at_ms) >= 23).length;
    const after = calls.filter((at_ms) => hourOfDay(at_ms) < 1).length;
    expect(before + after).toBe(calls.length);
    expect(Math.min(before, after)).toBeGreaterThan(0.2 * calls.length);
  });

  it("moves a delayed run as a whole", () => {
    const calls = callsOf(NIGHTLY, { delay_ms: 1.5 * HOUR_MS });
    expect(calls.length).toBeGreaterThan(13 * 200);
    expect(calls.every((at_ms) => hourOfDay(at_ms) > 3.4 && hourOfDay(at_ms) < 4.15)).toBe(true);
  });

  it("runs a weekly batch on its weekday and an hourly one every hour", () => {
    const weekly = callsOf({ ...NIGHTLY, every: "week" });
    expect(new Set(weekly.map((at_ms) => localTime(at_ms, 0).weekday))).toEqual(new Set([3]));
    const hourly = callsOf({ ...NIGHTLY, every: "hour", start_hour: 0.25, length_ms: 600_000, calls: 20 });
    expect(new Set(hourly.map((at_ms) => Math.floor(at_ms / HOUR_MS))).size).toBe(HOURS);
  });

  it("has bursts that are rare and heavy-tailed", () => {
    const calls = callsOf({ kind: "bursty", bursts_per_h: 0.4, smallest: 6 });
    const by_hour = new Map<number, number>();
    for (const at_ms of calls)
      by_hour.set(Math.floor(at_ms / HOUR_MS), (by_hour.get(Math.floor(at_ms / HOUR_MS)) ?? 0) + 1);
    expect(by_hour.size).toBeLessThan(0.6 * HOURS);
    expect(Math.max(...by_hour.values())).toBeGreaterThan(5 * (calls.length / HOURS));
  });

  it("makes no call at all where a scenario says so", () => {
    const silent = { rate_factor: 0 };
    expect(callsOf({ kind: "office", per_h: 50 }, silent)).toEqual([]);
    expect(callsOf({ kind: "constant", every_ms: 60_000, first_ms: 0 }, silent)).toEqual([]);
    expect(callsOf(NIGHTLY, silent)).toEqual([]);
    expect(callsOf({ kind: "bursty", bursts_per_h: 1, smallest: 6 }, silent)).toEqual([]);
  });
});
