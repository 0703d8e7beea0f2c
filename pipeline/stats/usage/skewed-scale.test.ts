import fc from "fast-check";
import { expect, test } from "vitest";
import { skewedAmount, skewedSigmas } from "./skewed-scale.ts";

test("agrees with tables of the chi-square distribution", () => {
  // Chi-square with 10 degrees of freedom (mean 10, variance 20): 29.588 at 0.999, 18.307 at 0.95, 3.940 at 0.05.
  expect(skewedAmount(10, 20, 3.0902)).toBeCloseTo(29.588, 0);
  expect(skewedAmount(10, 20, 1.6449)).toBeCloseTo(18.307, 1);
  expect(skewedAmount(10, 20, -1.6449)).toBeCloseTo(3.94, 1);
});

test("scales with the unit, and its inverse leads back", () => {
  const positive = fc.double({ min: 0.1, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(positive, fc.double({ min: 0.01, max: 1, noNaN: true }), positive, (mean, spread, unit) => {
      const variance = spread * mean * mean;
      const amount = skewedAmount(mean, variance, 4);
      expect(skewedAmount(unit * mean, unit * unit * variance, 4) / (unit * amount)).toBeCloseTo(1, 9);
      expect(skewedSigmas(amount, mean, variance)).toBeCloseTo(4, 6);
    }),
  );
});
