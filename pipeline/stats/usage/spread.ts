import type { StateMemory } from "../state-memory.ts";
import { chanceOfNone } from "./count-tail.ts";
import { isAbsent } from "./workload.ts";

/** Two states of work: an app at rest scatters by other laws than an app at work. */
export type Regime = 0 | 1;
const REGIMES: readonly Regime[] = [0, 1];

/** Before anything is known, amounts are taken to differ by some 20 % from one time to the next. */
const PRIOR_DISPERSION = 0.05;
/** Even a metronome gets 4 %: clocks, retries and hour borders move single calls. */
const SMALLEST_DISPERSION = 0.0016;
/** An app whose amounts differ by more than their own size has no level to speak of. */
const LARGEST_DISPERSION = 1;
/** Share of a normal distribution beyond one standard deviation: what the dispersion is tuned to. */
const SHARE_BEYOND_SIGMA = 0.317;
/** First step of the tuning on the logarithm of the dispersion, and the smallest, which remembers some hundred samples. */
const FIRST_STEP = 0.8;
const SMALLEST_STEP = 0.04;
/** Below this mean a sample says nothing about overdispersion: it is 0 or surprising. */
const DISPERSION_FROM_MEAN = 2;

/** An app that pauses more often than this by chance does so anew each time. */
const SELDOM_NONE = 0.01;

/** A metronome's range is never narrower than this share of a chance process's. */
const SMALLEST_REGULARITY = 0.3;
/** From this mean on, the scatter of a chance process is visible in every single sample. */
const REGULARITY_FROM_MEAN = 5;
/** A residual beyond this many standard deviations says no more about regularity than one at it. */
const WINSOR_SIGMAS = 3;
/** The prior, chance, counts as one day of hourly samples. */
const PRIOR_SAMPLES = 24;
/** Each sample fades so that the memory is about two weeks of hours. */
const FADE = 1 - 1 / (14 * 24);
/** The largest surprise seen is forgotten by half in four weeks of hours. */
const PEAK_FADE = 0.5 ** (1 / (28 * 24));

/** Places of what is remembered. */
const DISPERSION = 0;
const SAMPLES = 1;
const SQUARES = 2;
const SQUARES_WEIGHT = 3;
const WAS_ABSENT = 4;

export interface Spread {
  /** Overdispersion: variance = mean + dispersion * mean^2. */
  readonly dispersion: () => number;
  /** How regular the amounts are: 1 when they scatter as the dispersion says, less for a metronome. */
  readonly regularity: () => number;
  /** The largest recent surprise that is ordinary by now, in standard deviations; 0 before the first. */
  readonly peak: (regime: Regime) => number;
  readonly learn: (amount: number, expected: number) => void;
  /** The surprise of one window, which is ordinary from so many windows later on. */
  readonly noteSurprise: (regime: Regime, sigmas: number, ordinary_after: number) => void;
}

/**
 * Running overdispersion, tuned step by step (Robbins and Monro 1951) until the share of samples beyond one standard
 * deviation is that of a normal distribution: a few samples, however wild, hardly move it.
 */
export function createSpread(memory: StateMemory): Spread {
  const cells = memory.doubles([PRIOR_DISPERSION, 0, PRIOR_SAMPLES, PRIOR_SAMPLES, 0]);
  const peaks = memory.doubles([0, 0]);
  // The largest surprise that is not ordinary yet, and for how many more windows.
  const waiting = memory.floats(REGIMES.length);
  const windows_left = memory.counters(REGIMES.length);

  function learn(amount: number, expected: number): void {
    if (expected < DISPERSION_FROM_MEAN || isSameAbsence(amount, expected)) return;
    const dispersion = cells[DISPERSION] ?? 0;
    const residual = amount - expected;
    const square = (residual * residual) / (expected + dispersion * expected * expected);
    if (expected >= REGULARITY_FROM_MEAN) {
      cells[SQUARES] = FADE * (cells[SQUARES] ?? 0) + Math.min(square, WINSOR_SIGMAS * WINSOR_SIGMAS);
      cells[SQUARES_WEIGHT] = FADE * (cells[SQUARES_WEIGHT] ?? 0) + 1;
    }
    const samples = (cells[SAMPLES] ?? 0) + 1;
    cells[SAMPLES] = samples;
    const step = Math.max(SMALLEST_STEP, FIRST_STEP / Math.sqrt(samples));
    const tuned = dispersion * Math.exp(step * ((square > 1 ? 1 : 0) - SHARE_BEYOND_SIGMA));
    cells[DISPERSION] = Math.min(LARGEST_DISPERSION, Math.max(SMALLEST_DISPERSION, tuned));
  }

  /** A day off is one sample of the scatter and not one an hour, which would widen the range by a third. */
  function isSameAbsence(amount: number, expected: number): boolean {
    const before = cells[WAS_ABSENT] === 1;
    const is_absent = isAbsent(amount, expected) && chanceOfNone(expected, cells[DISPERSION] ?? 0) < SELDOM_NONE;
    cells[WAS_ABSENT] = is_absent ? 1 : 0;
    return is_absent && before;
  }

  function regularity(): number {
    const mean_square = (cells[SQUARES] ?? 0) / (cells[SQUARES_WEIGHT] ?? 1);
    return Math.min(1, Math.max(SMALLEST_REGULARITY, Math.sqrt(mean_square)));
  }

  function noteSurprise(regime: Regime, sigmas: number, ordinary_after: number): void {
    for (const each of REGIMES) wait(each);
    const peak = (peaks[regime] ?? 0) * PEAK_FADE;
    peaks[regime] = ordinary_after === 0 ? Math.max(peak, sigmas) : peak;
    if (ordinary_after === 0 || sigmas <= Math.max(peak, waiting[regime] ?? 0)) return;
    waiting[regime] = sigmas;
    windows_left[regime] = ordinary_after;
  }

  function wait(regime: Regime): void {
    const left = windows_left[regime] ?? 0;
    if (left > 0) windows_left[regime] = left - 1;
    if (left !== 1) return;
    peaks[regime] = Math.max(peaks[regime] ?? 0, waiting[regime] ?? 0);
    waiting[regime] = 0;
  }

  return {
    dispersion: () => cells[DISPERSION] ?? 0,
    regularity,
    peak: (regime) => peaks[regime] ?? 0,
    learn,
    noteSurprise,
  };
}
