/** Bins a decade of the feature, and the decades that are told apart: 1e-4 to 1e4. */
const BINS_PER_DECADE = 12;
const LOWEST_DECADE = -4;
const BINS = 8 * BINS_PER_DECADE;
/** Fewer samples say nothing about what is rare. */
const FEWEST_SAMPLES = 20;

export interface OwnTail {
  /** How rare a value of at least this size has been: -log10 of its share; 0 while too little is known. Then counts it. */
  readonly surprise: (feature: number) => number;
}

/** A feature judged by its own running distribution, kept as counters over logarithmic bins. Zero is never surprising. */
export function ownTail(): OwnTail {
  const counts = new Float64Array(BINS + 1);
  let samples = 0;

  function surprise(feature: number): number {
    const bin = binOf(feature);
    const known = samples >= FEWEST_SAMPLES && feature > 0;
    const rarity = known ? -Math.log10((above(bin) + 0.5 * (counts[bin] ?? 0) + 0.5) / (samples + 1)) : 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
    samples += 1;
    return rarity;
  }

  function above(bin: number): number {
    let sum = 0;
    for (let i = bin + 1; i <= BINS; i++) sum += counts[i] ?? 0;
    return sum;
  }

  return { surprise };
}

/** Bin 0 is for zero. */
function binOf(feature: number): number {
  if (!(feature > 0)) return 0;
  const bin = 1 + Math.floor((Math.log10(feature) - LOWEST_DECADE) * BINS_PER_DECADE);
  return Math.min(BINS, Math.max(1, bin));
}
