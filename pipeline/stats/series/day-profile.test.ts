import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { dayProfile } from "./day-profile.ts";

const DAY_MS = 86_400_000;

test("today never counts as usual", () => {
  const profile = dayProfile(stateMemory());
  profile.push(0, 5);
  expect(profile.usual(60_000)).toBeUndefined();
  expect(profile.usual(DAY_MS)).toEqual({ days: 1, middle: 5, low: 5, high: 5, like: 5 });
});

test("keeps the medians of seven days", () => {
  const profile = dayProfile(stateMemory());
  for (let day = 0; day < 9; day++) {
    for (const value of [day, day, 1000]) profile.push(day * DAY_MS, value);
  }
  // Day 9 is a Saturday; the weekend days before it were 2 and 3.
  expect(profile.usual(9 * DAY_MS)).toEqual({ days: 7, middle: 5, low: 2, high: 8, like: 2.5 });
});
