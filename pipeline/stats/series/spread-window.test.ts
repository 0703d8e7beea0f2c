import fc from "fast-check";
import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { spreadWindow } from "./spread-window.ts";

const LIMITS = { rows: 200, one_in_rows: 5, outer_share: 0.02 };

test("lies between the quantiles of the last values, and forgets those before", () => {
  const window = spreadWindow(stateMemory(), LIMITS);
  for (let i = 0; i < 1000; i++) window.push(1e6);
  for (let i = 0; i < 2000; i++) window.push(i % 100);
  // 101 is no multiple of five: the sample meets every value.
  for (let i = 0; i < 2000; i++) window.push(i % 101);
  expect(window.low()).toBeCloseTo(2, -0.5);
  expect(window.high()).toBeCloseTo(98, -0.5);
  // q95 - q05 of evenly spread 0 to 100 is 90; in standard deviations of a normal distribution 90 / 3.3.
  expect(window.sigma()).toBeCloseTo(27.3, -0.5);
});

test("knows something after the first value and nothing before", () => {
  const window = spreadWindow(stateMemory(), LIMITS);
  expect([window.low(), window.high(), window.sigma()]).toEqual([0, 0, 0]);
  window.push(7);
  expect([window.low(), window.high(), window.sigma()]).toEqual([7, 7, 0]);
});

test("a single wild value moves nothing", () => {
  const steady = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 60, maxLength: 400 });
  fc.assert(
    fc.property(steady, (values) => {
      const window = spreadWindow(stateMemory(), LIMITS);
      values.forEach((value, i) => {
        window.push(i === 30 ? 1e12 : value);
      });
      for (const end of [window.low(), window.high()]) {
        expect(end).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(10);
      }
    }),
  );
});
