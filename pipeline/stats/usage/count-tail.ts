/** Below this dispersion a count is Poisson to more digits than a probability has. */
const SMALLEST_DISPERSION = 1e-9;
/** Far beyond any count that a mean of a few reaches: the walk ends whatever it is given. */
const MOST_STEPS = 10_000;

/**
 * The smallest count whose probability of being reached or passed is at most `probability`, for a negative binomial of
 * this mean and variance `mean + dispersion * mean^2` (dispersion 0: Poisson). Exact up to the geometric bound on the
 * tail beyond the count. Meant for means of a few: it walks up from 0.
 */
export function countBound(mean: number, dispersion: number, probability: number): number {
  const shrink = mean / (1 + dispersion * mean);
  let mass = chanceOfNone(mean, dispersion);
  let count = 0;
  for (; count < MOST_STEPS; count++) {
    const ratio = ((count * dispersion + 1) / (count + 1)) * shrink;
    if (ratio < 1 && mass / (1 - ratio) <= probability) break;
    mass *= ratio;
  }
  return count;
}

/** The probability that such a count is 0. */
export function chanceOfNone(mean: number, dispersion: number): number {
  return dispersion < SMALLEST_DISPERSION ? Math.exp(-mean) : (1 + dispersion * mean) ** (-1 / dispersion);
}
