import { describe, expect, it } from "vitest";
import { localTime, officeWeight, utcOf } from "./calendar.ts";

/** Monday. */
const MONDAY_UTC = Date.UTC(2026, 9, 5);

describe("localTime", () => {
  it("crosses midnight and the week with the offset", () => {
    expect(localTime(MONDAY_UTC, 0)).toMatchObject({ hour: 0, weekday: 1 });
    expect(localTime(MONDAY_UTC, -5)).toMatchObject({ hour: 19, weekday: 0 });
    expect(localTime(MONDAY_UTC, 9)).toMatchObject({ hour: 9, weekday: 1 });
  });

  it("is undone by utcOf", () => {
    const { day } = localTime(MONDAY_UTC, -5);
    expect(utcOf(day, 19, -5)).toBe(MONDAY_UTC);
  });
});

describe("officeWeight", () => {
  const weightAt = (hours: number, holiday_day?: number): number =>
    officeWeight(localTime(MONDAY_UTC + hours * 3_600_000, 0), holiday_day);

  it("has a lunch dip, a quiet night and an early Friday", () => {
    expect(weightAt(12)).toBeLessThan(0.7 * weightAt(10));
    expect(weightAt(3)).toBeLessThan(0.01 * weightAt(10));
    expect(weightAt(4 * 24 + 15)).toBeLessThan(weightAt(15));
  });

  it("is nearly nothing at the weekend and on a holiday", () => {
    expect(weightAt(5 * 24 + 10)).toBeLessThan(0.05);
    expect(weightAt(10, localTime(MONDAY_UTC, 0).day)).toBeLessThan(0.05);
  });
});
