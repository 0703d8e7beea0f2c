import { gammaln } from "simple-statistics";

/** Below this dispersion a count is Poisson to more digits than a probability has. */
const SMALLEST_DISPERSION = 1e-9;
/** A tail whose first ratio is this near 1 is not small at all. */
const LARGEST_RATIO = 0.999;

/**
 * -log10 of the chance of a count at least this far from the mean, on its side, for a negative binomial of this mean and
 * variance `mean + dispersion * mean^2` (dispersion 0: Poisson). The tail beyond the count is bounded by a geometric
 * series, so that the surprise is never too large. 0 at the mean.
 */
export function countSurprise(count: number, mean: number, dispersion: number): number {
  if (!(mean > 0)) return 0;
  const above = count > mean;
  const up = upRatio(above ? count : count - 1, mean, dispersion);
  const ratio = above ? up : 1 / up;
  if (count > 0 && ratio >= LARGEST_RATIO) return 0;
  const mass = logMass(count, mean, dispersion);
  const tail = count === 0 && !above ? mass : mass - Math.log(1 - ratio);
  return Math.max(0, -tail / Math.LN10);
}

/** Mass at count + 1 over mass at count. */
function upRatio(count: number, mean: number, dispersion: number): number {
  return (((count * dispersion + 1) / (count + 1)) * mean) / (1 + dispersion * mean);
}

function logMass(count: number, mean: number, dispersion: number): number {
  if (dispersion < SMALLEST_DISPERSION) return count * Math.log(mean) - mean - logFactorial(count);
  const size = 1 / dispersion;
  const odds = Math.log(dispersion * mean) - Math.log1p(dispersion * mean);
  return (
    gammaln(count + size) - gammaln(size) - logFactorial(count) + count * odds - size * Math.log1p(dispersion * mean)
  );
}

function logFactorial(count: number): number {
  return gammaln(count + 1);
}
