import { cadence } from "../stats/cadence.ts";
import { dayProfile } from "../stats/day-profile.ts";
import { spreadWindow } from "../stats/spread-window.ts";
import type { SeriesConstants } from "./series-constants.ts";
import { ageVoter } from "./votes/age-vote.ts";
import { countVoter } from "./votes/count-vote.ts";
import { rangeVoter } from "./votes/range-vote.ts";
import { seasonSpikeVoter } from "./votes/season-spike-vote.ts";
import { driftVoter, envelopeVoter } from "./votes/season-votes.ts";
import { shapeVoter } from "./votes/shape-vote.ts";
import { silenceVoter } from "./votes/silence-vote.ts";
import { type Level, spikeVoter } from "./votes/spike-vote.ts";

/** Witnesses that look at ticks and have to agree, and those that look at single rows and may alarm alone. */
export const SLOW = ["range", "drift", "envelope", "age", "short_shape", "long_shape"] as const;
export const POINT = ["spike", "season_spike", "count", "silence"] as const;
export type Witness = (typeof SLOW)[number] | (typeof POINT)[number];
export type Votes = Readonly<Record<Witness, number>>;

/** Nobody has anything to say. */
export const NO_VOTES: Votes = {
  range: 0,
  drift: 0,
  envelope: 0,
  age: 0,
  short_shape: 0,
  long_shape: 0,
  spike: 0,
  season_spike: 0,
  count: 0,
  silence: 0,
};

export interface Witnesses {
  /** What each says of this row by what came before it; then they learn it. */
  readonly hear: (row: { readonly at_ms: number; readonly value: number }) => Votes;
  readonly level: () => Level | undefined;
  readonly ticks: () => number;
  readonly step_s: () => number;
}

const DAY_S = 86_400;

export function createWitnesses(constants: SeriesConstants): Witnesses {
  const { clock, range, shape, point, gap, vote, spread: kept } = constants;
  const pace = cadence();
  const profile = dayProfile();
  const spread = spreadWindow(kept.rows, shape.outer_share, 1 - shape.outer_share);
  const slow = {
    range: rangeVoter(constants, range),
    drift: driftVoter(constants),
    envelope: envelopeVoter(constants),
    age: ageVoter(constants),
    short_shape: shapeVoter(constants, shape.short_ticks, spread),
    long_shape: shapeVoter(constants, shape.long_ticks, spread),
  };
  const spike = spikeVoter(constants, spread);
  const points = {
    spike,
    season_spike: seasonSpikeVoter(constants, spread, spike.local),
    count: countVoter(constants),
    silence: silenceVoter(constants),
  };
  const votes: Record<Witness, number> = { ...NO_VOTES };
  let ticks = 0;
  let pooled = 0;
  let pool_sum = 0;
  let pool_ends_ms = 0;
  let last_ms: number | undefined;

  function stepOrTick(): number {
    return pace.step_s() ?? clock.tick_s;
  }

  function hear({ at_ms, value }: { readonly at_ms: number; readonly value: number }): Votes {
    pace.push(at_ms);
    const step_s = stepOrTick();
    if (last_ms !== undefined && at_ms - last_ms > gap.ticks * Math.max(step_s, clock.tick_s) * 1000) restart();
    last_ms = at_ms;
    hearPoint(at_ms, value, step_s);
    pool(at_ms, value, step_s);
    return votes;
  }

  function hearPoint(at_ms: number, value: number, step_s: number): void {
    const row = {
      value,
      usual: profile.usual(at_ms),
      bar: Math.log10((point.alone_days * DAY_S) / clock.tick_s) + point.row_share * Math.log10(clock.tick_s / step_s),
    };
    for (const name of POINT) votes[name] = points[name].vote(row);
  }

  /** Fast rows wait for the end of their tick, then their mean is heard. */
  function pool(at_ms: number, value: number, step_s: number): void {
    const tick_ms = clock.tick_s * 1000;
    if (pooled > 0 && at_ms >= pool_ends_ms) close(at_ms, step_s);
    if (pooled === 0) pool_ends_ms = (Math.floor(at_ms / tick_ms) + 1) * tick_ms;
    pool_sum += value;
    pooled += 1;
    const is_last = at_ms + step_s * 1000 > pool_ends_ms - (step_s * 1000) / 2;
    if (step_s * 2 > clock.tick_s || is_last) close(at_ms, step_s);
  }

  function close(at_ms: number, step_s: number): void {
    const value = Math.fround(pool_sum / pooled);
    pooled = 0;
    pool_sum = 0;
    const tick = { at_ms, value, lift: vote.time_share * Math.max(0, Math.log10(step_s / clock.tick_s)) };
    const usual = profile.usual(at_ms);
    ticks += 1;
    spread.push(value);
    votes.range = slow.range.vote(tick);
    votes.drift = slow.drift.vote(tick, usual);
    votes.envelope = slow.envelope.vote(tick, usual);
    votes.age = slow.age.vote(tick);
    votes.short_shape = slow.short_shape.vote(tick);
    votes.long_shape = slow.long_shape.vote(tick);
    profile.push(at_ms, value);
  }

  function restart(): void {
    for (const name of SLOW) {
      slow[name].restart();
      votes[name] = 0;
    }
    for (const name of POINT) points[name].restart();
    pooled = 0;
    pool_sum = 0;
  }

  return { hear, level: spike.level, ticks: () => ticks, step_s: stepOrTick };
}
