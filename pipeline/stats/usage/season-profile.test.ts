import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { HOUR_OF_WEEK, seasonProfile } from "./season-profile.ts";

const MONDAY_9 = 9;
const TUESDAY_9 = 24 + 9;
const SATURDAY_9 = 5 * 24 + 9;

test("knows nothing of an hour of the day that it has not seen", () => {
  const profile = seasonProfile(HOUR_OF_WEEK, stateMemory());
  profile.learn(MONDAY_9, 100);
  expect(profile.expected(MONDAY_9 + 1)).toBeNaN();
});

test("borrows from other working days, and from them for a weekend nobody has seen", () => {
  const profile = seasonProfile(HOUR_OF_WEEK, stateMemory());
  profile.learn(MONDAY_9, 100);
  expect(profile.expected(TUESDAY_9)).toBe(100);
  expect(profile.expected(SATURDAY_9)).toBe(100);
});

test("one quiet weekend outweighs the working days", () => {
  const profile = seasonProfile(HOUR_OF_WEEK, stateMemory());
  for (let day = 0; day < 5; day++) profile.learn(day * 24 + 9, 100);
  profile.learn(SATURDAY_9, 0);
  expect(profile.expected(SATURDAY_9 + 24)).toBeLessThan(50);
});

test("an own habit of a slot wins over its pool with the weeks", () => {
  const profile = seasonProfile(HOUR_OF_WEEK, stateMemory());
  const expected = [1, 2, 3, 4].map(() => {
    for (let day = 0; day < 5; day++) profile.learn(day * 24 + 9, day === 0 ? 1000 : 0);
    return profile.expected(MONDAY_9);
  });
  expect(expected).toEqual([...expected].sort((a, b) => a - b));
  expect(expected.at(-1)).toBeGreaterThan(500);
});
