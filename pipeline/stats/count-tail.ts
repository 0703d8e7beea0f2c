/**
 * The smallest count whose probability of being reached or passed is at most `probability`, for a negative binomial of
 * this mean and variance `mean + dispersion * mean^2` (dispersion 0: Poisson). Exact up to the geometric bound on the
 * tail beyond the count. Meant for means of a few: it walks up from 0.
 */
export function countBound(mean: number, dispersion: number, probability: number): number {
  const shrink = mean / (1 + dispersion * mean);
  let mass = dispersion > 0 ? (1 + dispersion * mean) ** (-1 / dispersion) : Math.exp(-mean);
  for (let count = 0; ; count++) {
    const ratio = ((count * dispersion + 1) / (count + 1)) * shrink;
    if (ratio < 1 && mass / (1 - ratio) <= probability) return count;
    mass *= ratio;
  }
}
