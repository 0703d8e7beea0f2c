import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { cadence } from "./cadence.ts";

const stepsOf = (times_s: readonly number[]): (number | undefined)[] => {
  const pace = cadence(stateMemory());
  return times_s.map((time) => {
    pace.push(time * 1000);
    return pace.step_s();
  });
};

test("is not known before fifteen distances, then it is their median", () => {
  const steps = stepsOf(Array.from({ length: 16 }, (_, row) => row * 60));
  expect(steps.slice(0, 15)).toEqual(Array(15).fill(undefined));
  expect(steps[15]).toBe(60);
});

test("a gap, a repeated time and one that goes back do not change it", () => {
  const times = Array.from({ length: 8 }, (_, row) => row * 60);
  const broken = [...times, 420, 300, 90_000, ...Array.from({ length: 9 }, (_, row) => 90_060 + row * 60)];
  expect(stepsOf(broken).at(-1)).toBe(60);
});

test("follows a series that becomes slower", () => {
  const times = Array.from({ length: 31 }, (_, row) => (row <= 15 ? row * 60 : 900 + (row - 15) * 3600));
  expect(stepsOf(times).at(-1)).toBe(3600);
});
