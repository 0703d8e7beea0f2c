import type { StateMemory } from "../state-memory.ts";

/** How time is cut: `slots` repeat for ever, and each borrows from its `pool` of like slots while it is young. */
export interface Season {
  readonly slots: number;
  readonly pools: number;
  readonly pool_of: (slot: number) => number;
  /** The pool of the other kind of day, for a weekend nobody has seen yet. */
  readonly fallback_pool_of: (slot: number) => number;
}

const HOURS_A_DAY = 24;
const WORKING_DAYS = 5;
const DAYS_A_WEEK = 7;

/** 168 hours from Monday 00:00 UTC; an hour borrows from the same hour of other working, or other weekend, days. */
export const HOUR_OF_WEEK: Season = {
  slots: DAYS_A_WEEK * HOURS_A_DAY,
  pools: 2 * HOURS_A_DAY,
  pool_of: (slot) => (slot % HOURS_A_DAY) + (slot >= WORKING_DAYS * HOURS_A_DAY ? HOURS_A_DAY : 0),
  fallback_pool_of: (slot) => (slot % HOURS_A_DAY) + (slot >= WORKING_DAYS * HOURS_A_DAY ? 0 : HOURS_A_DAY),
};

/** Seven days from Monday; a day borrows from the other working, or the other weekend, days. */
export const DAY_OF_WEEK: Season = {
  slots: DAYS_A_WEEK,
  pools: 2,
  pool_of: (slot) => (slot >= WORKING_DAYS ? 1 : 0),
  fallback_pool_of: (slot) => (slot >= WORKING_DAYS ? 0 : 1),
};

/** Borrowed knowledge counts as this many own samples: a month of an own slot weighs as much as its pool. */
const POOL_WORTH = 4;
/** One sample of the right kind of day outweighs any number of the wrong kind, and two make it dispensable. */
const FALLBACK_WORTH = 0.5;
const FALLBACK_UNTIL = 2;
/** The newest week never counts less than this, so that a slot follows a change within about a month. */
const SLOT_PACE = 0.25;
/** A pool gets up to five samples a week, hence a slower pace for about the same memory. */
const POOL_PACE = 0.08;

export interface SeasonProfile {
  /** Expected amount in a slot; NaN before anything like it was seen, for the sake of speed. */
  readonly expected: (slot: number) => number;
  /** Mean of the slot's own samples alone; 0 before the first. */
  readonly own: (slot: number) => number;
  readonly samples: (slot: number) => number;
  /** Mean of all slots of the same pool, and how many samples that is. */
  readonly pool: (slot: number) => { readonly mean: number; readonly samples: number };
  readonly learn: (slot: number, amount: number) => void;
}

/** Means by slot and by pool, with a memory of some weeks. State does not grow. */
export function seasonProfile(season: Season, memory: StateMemory): SeasonProfile {
  const slot_mean = memory.floats(season.slots);
  const slot_samples = memory.counters(season.slots);
  const pool_mean = memory.floats(season.pools);
  const pool_samples = memory.counters(season.pools);
  const pools = Uint8Array.from({ length: season.slots }, (_, slot) => season.pool_of(slot));
  const fallbacks = Uint8Array.from({ length: season.slots }, (_, slot) => season.fallback_pool_of(slot));

  function pooled(slot: number): number {
    const pool = pools[slot] ?? 0;
    const n = pool_samples[pool] ?? 0;
    const mean = pool_mean[pool] ?? 0;
    return n >= FALLBACK_UNTIL ? mean : withFallback(fallbacks[slot] ?? 0, n, mean);
  }

  function withFallback(fallback: number, n: number, mean: number): number {
    if (pool_samples[fallback] === 0) return n === 0 ? Number.NaN : mean;
    return (n * mean + FALLBACK_WORTH * (pool_mean[fallback] ?? 0)) / (n + FALLBACK_WORTH);
  }

  function expected(slot: number): number {
    const n = slot_samples[slot] ?? 0;
    return (n * (slot_mean[slot] ?? 0) + POOL_WORTH * pooled(slot)) / (n + POOL_WORTH);
  }

  function learn(slot: number, amount: number): void {
    move(slot_mean, slot_samples, slot, amount, SLOT_PACE);
    move(pool_mean, pool_samples, pools[slot] ?? 0, amount, POOL_PACE);
  }

  return {
    expected,
    own: (slot) => slot_mean[slot] ?? 0,
    samples: (slot) => slot_samples[slot] ?? 0,
    pool: (slot) => {
      const pool = pools[slot] ?? 0;
      return { mean: pool_mean[pool] ?? 0, samples: pool_samples[pool] ?? 0 };
    },
    learn,
  };
}

/** Samples are counted up to here; past it only the pace matters. */
const MOST_SAMPLES = 60_000;

function move(means: Float32Array, samples: Uint16Array, at: number, amount: number, pace: number): void {
  const n = Math.min((samples[at] ?? 0) + 1, MOST_SAMPLES);
  samples[at] = n;
  means[at] = (means[at] ?? 0) + Math.max(1 / n, pace) * (amount - (means[at] ?? 0));
}
