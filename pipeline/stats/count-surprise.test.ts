import fc from "fast-check";
import { expect, test } from "vitest";
import { countSurprise } from "./count-surprise.ts";

test("agrees with known tails", () => {
  // Poisson, mean 1: P(X >= 12) = 8.3e-10 (1 - ppois(11, 1) in R).
  expect(countSurprise(12, 1, 0)).toBeCloseTo(-Math.log10(8.3e-10), 1);
  // None where ten are expected: e^-10.
  expect(countSurprise(0, 10, 0)).toBeCloseTo(10 / Math.LN10, 9);
  // Dispersion 1 is the geometric distribution; with mean 1 its tail is 2^-k.
  expect(countSurprise(20, 1, 1)).toBeCloseTo(20 * Math.log10(2), 6);
});

test("is never negative nor without an answer, and grows with the distance", () => {
  const means = fc.double({ min: 0.01, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(means, fc.double({ min: 0.01, max: 2, noNaN: true }), fc.nat(1e6), (mean, dispersion, more) => {
      const near = countSurprise(Math.ceil(mean) + more, mean, dispersion);
      const far = countSurprise(2 * (Math.ceil(mean) + more) + 5, mean, dispersion);
      expect(near).toBeGreaterThanOrEqual(0);
      expect(far).toBeGreaterThanOrEqual(near - 1e-6);
    }),
  );
});
