import { countBound } from "./count-tail.ts";
import type { Teaching } from "./said-windows.ts";
import { type Season, seasonProfile } from "./season-profile.ts";
import { skewedAmount, skewedSigmas } from "./skewed-scale.ts";
import { createSpread, type Regime } from "./spread.ts";
import { type StateMemory, stateMemory } from "./state-memory.ts";
import { createWorkload } from "./workload.ts";

/** What one scored window says. `score` is 0..1, 0.5 at the border of the range. */
export interface Verdict {
  readonly expected: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly score: number;
  readonly direction: "high" | "low" | "none";
  readonly state: "learning" | "ready";
}

export interface UsageModelConfig {
  readonly season: Season;
  /** How many standard deviations from the expectation the range ends, and the same bar as a probability. */
  readonly sigmas: number;
  readonly tail_probability: number;
  /** Windows before the model may speak. */
  readonly learning_windows: number;
  /** Windows before anything about the scatter is noted as ordinary: the first ones only show the shape. */
  readonly settling_windows: number;
  /** Smallest amount above the expectation that anybody would care about. */
  readonly smallest_excess: number;
  /** Counts come in ones; of volumes, this share of a busy window is taken as one. */
  readonly grain: { readonly kind: "one" } | { readonly kind: "share_of_busy"; readonly share: number };
  /** Windows outside the range before the new level is learned after all. */
  readonly adapt_after_windows: number;
  /** Windows over which work that did not come is still awaited. */
  readonly late_work_windows: number;
}

export interface UsageModel {
  /**
   * Judge the amount of one window by what came before it, then learn from it. On a holiday `like` is the slot it may be
   * like instead: it is judged by the one that it fits better, and teaches neither.
   */
  readonly step: (slot: number, amount: number | undefined, like?: number, teaching?: Teaching) => Verdict;
  /** What `step` would compare an amount in this slot with, now. */
  readonly range: (slot: number) => UsageRange;
  readonly samples: (slot: number) => number;
}

interface UsageRange {
  readonly expected: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly state: "learning" | "ready";
}

/** Below this share of a busy window an app is at rest. */
const QUIET_SHARE = 0.2;
/** Work that belongs to a neighbouring window may come a little early or late: half of it is allowed here. */
const NEIGHBOUR_SHARE = 0.5;
/** A surprise must beat the largest ordinary one of late by this factor: spiky apps set their own bar. */
const PEAK_MARGIN = 1.25;
/** Up to this mean the exact tail is walked instead of approximated. */
const SMALL_MEAN = 5;
/** Half a thing more than expected, so that an empty slot has a scale too. */
const HALF = 0.5;

/** Places of what is remembered: windows seen, and how many of late were outside the range. */
const SEEN = 0;
const OUTSIDE = 1;

const AT_REST: Regime = 0;
const AT_WORK: Regime = 1;

const UNKNOWN: UsageRange = { expected: undefined, low: undefined, high: undefined, state: "learning" };

/**
 * The range of one series, which keeps all it knows in `memory`: an expectation for each slot of the week, overdispersed scatter around it, and a floor.
 * Windows outside the range teach nothing until they have lasted; then they are learned clipped to the range.
 */
export function usageModel(config: UsageModelConfig, memory: StateMemory = stateMemory()): UsageModel {
  const { season } = config;
  const profile = seasonProfile(season, memory);
  const spread = createSpread(memory);
  const workload = createWorkload(config.late_work_windows, memory);
  const cells = memory.doubles([0, 0]);

  function range(slot: number): UsageRange {
    const expected = profile.expected(slot);
    if (expected === undefined) return UNKNOWN;
    const regime = regimeOf(expected);
    const unit = unitOf(config.grain, workload.busy());
    const sigmas = config.sigmas * (regime === AT_WORK ? spread.regularity() : 1);
    const bar: Bar = { sigmas, own_bar: PEAK_MARGIN * spread.peak(regime), tail_probability: config.tail_probability };
    const top = allowance(slot, expected);
    const above = unit * upperBound(top / unit, spread.dispersion(), bar);
    const below = unit * lowerBound(expected / unit, spread.dispersion(), sigmas);
    return {
      expected,
      low: Math.min(below, expected),
      high: Math.max(above, top + config.smallest_excess),
      state: (cells[SEEN] ?? 0) < config.learning_windows ? "learning" : "ready",
    };
  }

  /** The most that would still be no surprise on average: own slot, neighbours, and work that is overdue. */
  function allowance(slot: number, expected: number): number {
    const before = profile.expected((slot + season.slots - 1) % season.slots) ?? 0;
    const after = profile.expected((slot + 1) % season.slots) ?? 0;
    const near = NEIGHBOUR_SHARE * Math.max(before, after);
    const with_late_work = Math.min(expected + workload.late(), workload.busy());
    return Math.max(expected, profile.own(slot) ?? 0, near, with_late_work);
  }

  function regimeOf(expected: number): Regime {
    return expected < QUIET_SHARE * workload.busy() ? AT_REST : AT_WORK;
  }

  function step(slot: number, amount: number | undefined, like = slot, teaching: Teaching = "usual"): Verdict {
    const now = range(slot);
    if (amount === undefined) return unjudged(now);
    const verdict = judge(now, amount);
    if (like !== slot) return milder(verdict, judge(range(like), amount));
    if (teaching === "usual") learn(slot, amount, verdict);
    if (teaching === "always") learn(slot, amount, { ...verdict, direction: "none", low: undefined, high: undefined });
    return verdict;
  }

  function learn(slot: number, amount: number, verdict: Verdict): void {
    const { expected, low, high, state } = verdict;
    const seen = (cells[SEEN] ?? 0) + 1;
    cells[SEEN] = seen;
    // Before late work is ticked off: it is what made this amount ordinary.
    const top = allowance(slot, expected ?? 0);
    if (expected !== undefined) workload.compare(amount, expected);
    if (isLeftOut(verdict)) return;
    const clipped = state === "ready" ? clip(amount, low, high) : amount;
    if (expected !== undefined && seen > config.settling_windows) learnScatter(clipped, expected, top);
    profile.learn(slot, clipped);
    workload.learn(clipped);
  }

  /** An incident is left out, until it has lasted so long that it must be the new usual. */
  function isLeftOut({ direction, state }: Verdict): boolean {
    const is_outside = direction !== "none";
    const before = cells[OUTSIDE] ?? 0;
    const outside = is_outside ? before + 1 : Math.max(0, before - 1);
    cells[OUTSIDE] = outside;
    return state === "ready" && is_outside && outside <= config.adapt_after_windows;
  }

  function learnScatter(amount: number, expected: number, top: number): void {
    const unit = unitOf(config.grain, workload.busy());
    const mean = top / unit + HALF;
    const sigmas = skewedSigmas(amount / unit, mean, varianceOf(mean, spread.dispersion()));
    spread.noteSurprise(regimeOf(expected), sigmas);
    spread.learn(amount / unit, expected / unit);
  }

  return { step, range, samples: profile.samples };
}

function unitOf(grain: UsageModelConfig["grain"], busy: number): number {
  return grain.kind === "one" ? 1 : Math.max(1, grain.share * busy);
}

interface Bar {
  readonly sigmas: number;
  readonly own_bar: number;
  readonly tail_probability: number;
}

/** Of few things, the exact tail says where the range ends; the scale for amounts would be too generous. */
function upperBound(mean: number, dispersion: number, bar: Bar): number {
  if (mean < SMALL_MEAN && bar.own_bar < bar.sigmas) return countBound(mean, dispersion, bar.tail_probability);
  const middle = mean + HALF;
  return skewedAmount(middle, varianceOf(middle, dispersion), Math.max(bar.sigmas, bar.own_bar));
}

/** As far below the expectation as the bar allows; nothing is odd about few or none of a few. */
function lowerBound(mean: number, dispersion: number, sigmas: number): number {
  return mean < SMALL_MEAN ? 0 : skewedAmount(mean, varianceOf(mean, dispersion), -sigmas);
}

function varianceOf(mean: number, dispersion: number): number {
  return mean + dispersion * mean * mean;
}

/** Distance from the expectation over the distance of the border, on the side where the amount lies: d / (1 + d). */
export function rangeScore(amount: number, expected: number, border: number): number {
  const distance = (amount - expected) / (border - expected);
  return Number.isFinite(distance) && distance > 0 ? distance / (1 + distance) : 0;
}

function unjudged({ expected, low, high, state }: UsageRange): Verdict {
  return { expected, low, high, score: 0, direction: "none", state };
}

function judge(range: UsageRange, amount: number): Verdict {
  const { expected, low, high, state } = range;
  if (expected === undefined || low === undefined || high === undefined) return unjudged(range);
  const direction = amount >= expected ? "high" : "low";
  // Nothing is less than 0, so that a border of 0 cannot be passed.
  const beyond_reach = direction === "low" && low === 0;
  const score = beyond_reach ? 0 : rangeScore(amount, expected, direction === "high" ? high : low);
  return { expected, low, high, score, direction: score >= 0.5 ? direction : "none", state };
}

/** What cannot be judged by one of them is left to the other. */
function milder(one: Verdict, other: Verdict): Verdict {
  return other.expected !== undefined && other.score < one.score ? other : one;
}

function clip(amount: number, low: number | undefined, high: number | undefined): number {
  return Math.min(high ?? amount, Math.max(low ?? amount, amount));
}
