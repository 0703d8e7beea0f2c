import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { slidingRange } from "./sliding-range.ts";

test("forgets what is older than twenty blocks, and not before", () => {
  const range = slidingRange(stateMemory(), 60, 2);
  range.push(0, 100);
  for (let minute = 1; minute < 20; minute++) range.push(minute * 60_000, minute);
  expect(range.high()).toBe(100);
  for (let minute = 20; minute < 50; minute++) range.push(minute * 60_000, 5);
  expect([range.low(), range.high()]).toEqual([5, 19]);
});
