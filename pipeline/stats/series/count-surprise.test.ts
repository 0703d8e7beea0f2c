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

test("beyond dispersion 1 a tail far out is no longer taken for a large one", () => {
  // Once answered 0: each mass of this tail is nearly as large as the one before, yet there are few of them.
  const [mean, dispersion] = [742.4474708170161, 1.9999999999999984];
  const far = [762, 5_000, 50_000].map((count) => countSurprise(count, mean, dispersion));
  expect(far).toEqual(far.toSorted((a, b) => a - b));
  expect(far[2]).toBeGreaterThan(10);
});

test("is never larger than the tail added up one by one, nor a third of a decade smaller", () => {
  const means = fc.double({ min: 0.01, max: 200, noNaN: true });
  fc.assert(
    fc.property(means, fc.double({ min: 0.01, max: 2, noNaN: true }), fc.nat(1000), (mean, dispersion, count) => {
      const exact = addedUp(count, mean, dispersion);
      const surprise = countSurprise(count, mean, dispersion);
      expect(surprise).toBeLessThanOrEqual(exact + 1e-6);
      if (exact > 1) expect(surprise).toBeGreaterThan(exact - 0.33);
    }),
  );
});

/** Far enough that nothing is left of any tail above: ratios are at most 400 / 401. */
const ENOUGH = 40_000;

function addedUp(count: number, mean: number, dispersion: number): number {
  let log_mass = -Math.log1p(dispersion * mean) / dispersion;
  const logs: number[] = [];
  for (let at = 0; at < ENOUGH; at++) {
    if (count > mean ? at >= count : at <= count) logs.push(log_mass);
    log_mass += Math.log((((at * dispersion + 1) / (at + 1)) * mean) / (1 + dispersion * mean));
  }
  const most = logs.reduce((a, b) => Math.max(a, b));
  const sum = logs.reduce((total, log) => total + Math.exp(log - most), 0);
  return -(most + Math.log(sum)) / Math.LN10;
}
