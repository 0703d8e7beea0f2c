/**
 * The amount that lies `sigmas` normal standard deviations from the middle of a gamma distribution of this mean and
 * variance (Wilson and Hilferty 1931: the cube root of a gamma variable is nearly normal). Right-skewed, as amounts of
 * work are: far above the mean is less odd than far below. 0 where it would be less than nothing.
 */
export function skewedAmount(mean: number, variance: number, sigmas: number): number {
  const ninth = variance / (9 * mean * mean);
  const root = Math.max(0, 1 - ninth + sigmas * Math.sqrt(ninth));
  return mean * root * root * root;
}

/** The inverse of `skewedAmount`: how many normal standard deviations an amount lies from the middle. */
export function skewedSigmas(amount: number, mean: number, variance: number): number {
  const ninth = variance / (9 * mean * mean);
  return (Math.cbrt(amount / mean) - 1 + ninth) / Math.sqrt(ninth);
}
