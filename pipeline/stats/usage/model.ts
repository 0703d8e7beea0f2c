import { type StateMemory, stateMemory } from "../state-memory.ts";
import { chanceOfNone, countBound } from "./count-tail.ts";
import type { Teaching } from "./said-windows.ts";
import { type Season, seasonProfile } from "./season-profile.ts";
import { skewedAmount, skewedSigmas } from "./skewed-scale.ts";
import { createSpread, type Regime } from "./spread.ts";
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
  /** Smallest amount above or below the expectation that anybody would care about. */
  readonly smallest_difference: number;
  /** Counts come in ones; of volumes, this share of a busy window is taken as one. */
  readonly grain: { readonly kind: "one" } | { readonly kind: "share_of_busy"; readonly share: number };
  /** Windows outside the range before the new level is learned after all, and until a surprise within it is ordinary. */
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
  /** The same verdict where the window is outside its range, none otherwise, and several times as fast. */
  readonly surprise: (slot: number, amount: number, like?: number, teaching?: Teaching) => Verdict | undefined;
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

/** A score from here on is outside the range. */
const BORDER_SCORE = 0.5;

/** Places of what is remembered: windows seen, and how many of late were outside the range. */
const SEEN = 0;
const OUTSIDE = 1;

const AT_REST: Regime = 0;
const AT_WORK: Regime = 1;

/** What is known of a slot, as numbers in one place: millions of windows are looked at. The expectation is NaN where nothing is. */
const EXPECTED = 0;
/** The most that would still be no surprise on average, the amount that counts as one thing, and the regime. */
const TOP = 1;
const UNIT = 2;
const REGIME = 3;
const NUMBERS = 4;

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
  const now = new Float64Array(NUMBERS);

  function look(slot: number): void {
    const expected = profile.expected(slot);
    now[EXPECTED] = expected;
    if (Number.isNaN(expected)) return;
    const busy = workload.busy();
    now[TOP] = allowance(slot, expected, busy);
    now[UNIT] = config.grain.kind === "one" ? 1 : Math.max(1, config.grain.share * busy);
    now[REGIME] = expected < QUIET_SHARE * busy ? AT_REST : AT_WORK;
  }

  /** The most that would still be no surprise on average: own slot, neighbours, and work that is overdue. */
  function allowance(slot: number, expected: number, busy: number): number {
    const before = known(profile.expected(slot === 0 ? season.slots - 1 : slot - 1));
    const after = known(profile.expected(slot + 1 === season.slots ? 0 : slot + 1));
    const near = NEIGHBOUR_SHARE * Math.max(before, after);
    const with_late_work = Math.min(expected + workload.late(), busy);
    return Math.max(expected, profile.own(slot), near, with_late_work);
  }

  /** As far below the expectation as the bar allows; 0 where none at all is no rarer than the bar. */
  function low(): number {
    const least_odd = (now[EXPECTED] ?? 0) - config.smallest_difference;
    if (least_odd <= 0) return 0;
    const unit = now[UNIT] ?? 1;
    const mean = (now[EXPECTED] ?? 0) / unit;
    const dispersion = spread.dispersion();
    if (chanceOfNone(mean, dispersion) > config.tail_probability) return 0;
    return Math.min(unit * skewedAmount(mean, varianceOf(mean, dispersion), -sigmas()), least_odd);
  }

  function high(): number {
    const unit = now[UNIT] ?? 1;
    const top = now[TOP] ?? 0;
    return Math.max(unit * upperBound(top / unit), top + config.smallest_difference);
  }

  /** Of few things, the exact tail says where the range ends; the scale for amounts would be too generous. */
  function upperBound(mean: number): number {
    const own_bar = PEAK_MARGIN * spread.peak(regime());
    const dispersion = spread.dispersion();
    if (mean < SMALL_MEAN && own_bar < sigmas()) return countBound(mean, dispersion, config.tail_probability);
    const middle = mean + HALF;
    return skewedAmount(middle, varianceOf(middle, dispersion), Math.max(sigmas(), own_bar));
  }

  function regime(): Regime {
    return now[REGIME] === AT_WORK ? AT_WORK : AT_REST;
  }

  function sigmas(): number {
    return config.sigmas * (regime() === AT_WORK ? spread.regularity() : 1);
  }

  function state(): UsageRange["state"] {
    return (cells[SEEN] ?? 0) < config.learning_windows ? "learning" : "ready";
  }

  function range(slot: number): UsageRange {
    look(slot);
    if (isUnknown()) return { expected: undefined, low: undefined, high: undefined, state: state() };
    return { expected: now[EXPECTED], low: low(), high: high(), state: state() };
  }

  function isUnknown(): boolean {
    return Number.isNaN(now[EXPECTED]);
  }

  function step(slot: number, amount: number | undefined, like = slot, teaching: Teaching = "usual"): Verdict {
    const other = like === slot || amount === undefined ? undefined : judge(range(like), amount);
    const own = range(slot);
    if (amount === undefined) return unjudged(own);
    const verdict = judge(own, amount);
    if (other) return milder(verdict, other);
    learn(slot, amount, borderFor(amount), teaching);
    return verdict;
  }

  function surprise(slot: number, amount: number, like = slot, teaching: Teaching = "usual"): Verdict | undefined {
    if (like !== slot) return outsideOnly(step(slot, amount, like, teaching));
    look(slot);
    const border = borderFor(amount);
    const verdict = isOutside(amount, border) ? judge(range(slot), amount) : undefined;
    learn(slot, amount, border, teaching);
    return verdict;
  }

  /** The border on the side where the amount lies; NaN where it is inside whatever the scatter, as most are: borders are dear. */
  function borderFor(amount: number): number {
    const expected = now[EXPECTED] ?? Number.NaN;
    if (amount >= expected) return amount < (now[TOP] ?? 0) + HALF * config.smallest_difference ? Number.NaN : high();
    return amount > expected - config.smallest_difference ? Number.NaN : low();
  }

  function isOutside(amount: number, border: number): boolean {
    return border !== 0 && rangeScore(amount, now[EXPECTED] ?? Number.NaN, border) >= BORDER_SCORE;
  }

  /** By what was seen of the slot just now. */
  function learn(slot: number, amount: number, border: number, teaching: Teaching): void {
    if (teaching === "never") return;
    const is_usual = teaching === "usual";
    const is_limited = is_usual && state() === "ready";
    const is_outside = isOutside(amount, border);
    const is_news = isNews(is_usual && is_outside);
    const learned = is_limited ? clip(amount, border) : amount;
    if (is_limited && is_news) compare(amount);
    else learnAs(slot, amount, learned, is_limited && !is_outside);
  }

  /** A window is counted and compared also where it teaches nothing else. */
  function compare(amount: number): void {
    cells[SEEN] = (cells[SEEN] ?? 0) + 1;
    if (!isUnknown()) workload.compare(amount, now[EXPECTED] ?? 0);
  }

  function learnAs(slot: number, amount: number, learned: number, is_within: boolean): void {
    compare(amount);
    if (!isUnknown() && (cells[SEEN] ?? 0) > config.settling_windows) learnScatter(learned, is_within);
    profile.learn(slot, learned);
    workload.learn(learned);
  }

  /** An incident is left out, until it has lasted so long that it must be the new usual. */
  function isNews(is_outside: boolean): boolean {
    const before = cells[OUTSIDE] ?? 0;
    const outside = is_outside ? before + 1 : Math.max(0, before - 1);
    cells[OUTSIDE] = outside;
    return is_outside && outside <= config.adapt_after_windows;
  }

  function clip(amount: number, border: number): number {
    if (Number.isNaN(border)) return amount;
    return amount >= (now[EXPECTED] ?? 0) ? Math.min(border, amount) : Math.max(border, amount);
  }

  /** Were it ordinary at once, an hour just within its range would widen it for the next: an incident would hide itself. */
  function learnScatter(amount: number, is_within: boolean): void {
    const unit = now[UNIT] ?? 1;
    const mean = (now[TOP] ?? 0) / unit + HALF;
    const surprising = skewedSigmas(amount / unit, mean, varianceOf(mean, spread.dispersion()));
    spread.noteSurprise(regime(), surprising, is_within ? config.adapt_after_windows : 0);
    spread.learn(amount / unit, (now[EXPECTED] ?? 0) / unit);
  }

  return { step, surprise, range, samples: profile.samples };
}

function varianceOf(mean: number, dispersion: number): number {
  return mean + dispersion * mean * mean;
}

/** Distance from the expectation over the distance of the border, on the side where the amount lies: d / (1 + d). */
export function rangeScore(amount: number, expected: number, border: number): number {
  const distance = (amount - expected) / (border - expected);
  return Number.isFinite(distance) && distance > 0 ? distance / (1 + distance) : 0;
}

function known(amount: number): number {
  return Number.isNaN(amount) ? 0 : amount;
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
  return { expected, low, high, score, direction: score >= BORDER_SCORE ? direction : "none", state };
}

/** What cannot be judged by one of them is left to the other. */
function milder(one: Verdict, other: Verdict): Verdict {
  return other.expected !== undefined && other.score < one.score ? other : one;
}

function outsideOnly(verdict: Verdict): Verdict | undefined {
  return verdict.direction === "none" ? undefined : verdict;
}
