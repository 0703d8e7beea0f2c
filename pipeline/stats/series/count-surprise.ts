import { gammaln } from "simple-statistics";

/** Below this dispersion a count is Poisson to more digits than a probability has. */
const SMALLEST_DISPERSION = 1e-9;

/**
 * -log10 of the chance of a count at least this far from the mean, on its side, for a negative binomial of this mean and
 * variance `mean + dispersion * mean^2` (dispersion 0: Poisson). The tail is bounded from above, so that the surprise is
 * never too large. 0 around the mean.
 */
export function countSurprise(count: number, mean: number, dispersion: number): number {
  if (!(mean > 0)) return 0;
  const tail = count > mean ? logUpperTail(count, mean, dispersion) : logLowerTail(count, mean, dispersion);
  return Math.max(0, -tail / Math.LN10);
}

/**
 * Each mass beyond the count is at most `ratio` of the one before it. The ratio falls with the count up to dispersion 1;
 * beyond, it rises towards dispersion * mean / (1 + dispersion * mean). 1 - ratio is written out: near 1, the difference
 * of the two would have no digits left.
 */
function logUpperTail(count: number, mean: number, dispersion: number): number {
  const rest = dispersion > 1 ? 1 : 1 - (mean * (1 - dispersion)) / (count + 1);
  return logMass(count, mean, dispersion) + Math.log1p(dispersion * mean) - Math.log(rest);
}

/** Down from the count: a geometric series below the largest mass, and never more than so many times the largest. */
function logLowerTail(count: number, mean: number, dispersion: number): number {
  const peak = Math.max(0, mean * (1 - dispersion));
  const largest = logMass(Math.min(count, Math.floor(peak)), mean, dispersion);
  const rest = (peak - count) / (((count - 1) * dispersion + 1) * mean);
  return largest + Math.log(rest > 0 ? Math.min(count + 1, 1 / rest) : count + 1);
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
