import fc from "fast-check";
import { expect, test } from "vitest";
import { chanceOfNone, countBound } from "./count-tail.ts";

test("gives the first count whose tail is small enough", () => {
  // Poisson, mean 1: P(X >= 11) = 1.0048e-8 and P(X >= 12) = 8.3e-10 (1 - ppois(10, 1), 1 - ppois(11, 1) in R).
  expect(countBound(1, 0, 1e-8)).toBe(12);
  // Dispersion 1 is the geometric distribution; with mean 1 its tail is 2^-k, and 2^-27 = 7.5e-9.
  expect(countBound(1, 1, 1e-8)).toBe(27);
});

test("never comes down when more is expected or the scatter is wider", () => {
  const means = fc.double({ min: 0.001, max: 5, noNaN: true });
  const dispersions = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(means, means, dispersions, dispersions, (a, b, c, d) => {
      const least = countBound(Math.min(a, b), Math.min(c, d), 1e-8);
      expect(countBound(Math.max(a, b), Math.max(c, d), 1e-8)).toBeGreaterThanOrEqual(least);
    }),
  );
});

test("knows how likely it is that nothing comes", () => {
  // dpois(0, 3) and dnbinom(0, size = 2, mu = 6) in R.
  expect(chanceOfNone(3, 0)).toBeCloseTo(0.04978707, 8);
  expect(chanceOfNone(6, 0.5)).toBeCloseTo(0.0625, 8);
});
