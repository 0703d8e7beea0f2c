import type { StateMemory } from "../state-memory.ts";

/** Bins a decade of the feature. */
const BINS_PER_DECADE = 12;

/** What is smaller or larger is told apart no further: powers of ten. */
export interface Decades {
  readonly lowest: number;
  readonly highest: number;
}

/** Of a feature of which nothing is known. */
const ANY: Decades = { lowest: -3, highest: 3 };

export interface TailLimits {
  /** Fewer samples say nothing about what is rare. */
  readonly fewest_samples: number;
  /** All counters are halved when there are so many samples; at most 65,535, what a counter holds. */
  readonly halve_at: number;
  /** No tail is taken to fall faster: what is twice as far comes once for so many times at least. */
  readonly steepest_fall: number;
}

export interface OwnTail {
  /** How rare a value of at least this size has been: -log10 of its share; 0 while too little is known. Then counts it. */
  readonly surprise: (feature: number) => number;
  /** The same, when the largest `share` is taken to fall off as a power: beyond all that was seen too. Does not count. */
  readonly deep: (feature: number, share: number) => number;
  /** The size that is so rare by the same law; `deep` the other way round. */
  readonly reach: (rarity: number, share: number) => number;
  readonly samples: () => number;
}

/** A feature judged by its own running distribution, kept as counters over logarithmic bins. Zero is never surprising. */
export function ownTail(memory: StateMemory, limits: TailLimits, { lowest, highest } = ANY): OwnTail {
  const last = (highest - lowest) * BINS_PER_DECADE;
  const counts = memory.counters(last + 1);
  const samples = memory.count();
  const smallest_index = Math.LN2 / Math.log(limits.steepest_fall);

  function surprise(feature: number): number {
    const bin = binOf(feature);
    const known = samples.value >= limits.fewest_samples && feature > 0;
    const rarity = known ? -Math.log10((above(bin) + 0.5 * (counts[bin] ?? 0) + 0.5) / (samples.value + 1)) : 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
    samples.value += 1;
    if (samples.value >= limits.halve_at) halve();
    return rarity;
  }

  function deep(feature: number, share: number): number {
    const { from, beyond, index } = largest(share);
    return feature <= from ? 0 : -Math.log10(beyond / samples.value) + Math.log10(feature / from) / index;
  }

  function reach(rarity: number, share: number): number {
    const { from, beyond, index } = largest(share);
    return from * 10 ** ((rarity + Math.log10(beyond / samples.value)) * index);
  }

  /** Hill's estimator (1975) over the largest bins that hold the share. */
  function largest(share: number): { readonly from: number; readonly beyond: number; readonly index: number } {
    const wanted = Math.max(1, share * samples.value);
    let beyond = 0;
    let bins = 0;
    let bin = last;
    for (; bin > 0 && beyond < wanted; bin--) {
      beyond += counts[bin] ?? 0;
      bins += (counts[bin] ?? 0) * bin;
    }
    if (beyond === 0) return { from: Number.POSITIVE_INFINITY, beyond: 1, index: 1 };
    const decades = (bins / beyond + 0.5 - (bin + 1)) / BINS_PER_DECADE;
    return { from: lowOf(bin + 1), beyond, index: Math.max(smallest_index, decades * Math.LN10) };
  }

  function above(bin: number): number {
    let sum = 0;
    for (let i = bin + 1; i <= last; i++) sum += counts[i] ?? 0;
    return sum;
  }

  function halve(): void {
    samples.value = 0;
    for (let i = 0; i <= last; i++) {
      counts[i] = (counts[i] ?? 0) >>> 1;
      samples.value += counts[i] ?? 0;
    }
  }

  /** Bin 0 is for zero. */
  function binOf(feature: number): number {
    if (!(feature > 0)) return 0;
    const bin = 1 + Math.floor((Math.log10(feature) - lowest) * BINS_PER_DECADE);
    return Math.min(last, Math.max(1, bin));
  }

  function lowOf(bin: number): number {
    return 10 ** ((bin - 1) / BINS_PER_DECADE + lowest);
  }

  return { surprise, deep, reach, samples: () => samples.value };
}
