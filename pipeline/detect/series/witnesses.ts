import { cadence } from "../../stats/series/cadence.ts";
import { dayProfile } from "../../stats/series/day-profile.ts";
import { spreadWindow } from "../../stats/series/spread-window.ts";
import type { StateMemory } from "../../stats/state-memory.ts";
import type { SeriesConstants } from "./series-constants.ts";
import { ageVoter } from "./votes/age-vote.ts";
import { countVoter } from "./votes/count-vote.ts";
import { barAt } from "./votes/point-vote.ts";
import { rangeVoter } from "./votes/range-vote.ts";
import { seasonSpikeVoter } from "./votes/season-spike-vote.ts";
import { driftVoter, envelopeVoter } from "./votes/season-votes.ts";
import { shapeVoter } from "./votes/shape-vote.ts";
import { silenceVoter } from "./votes/silence-vote.ts";
import { type Level, spikeVoter } from "./votes/spike-vote.ts";

/** Witnesses that look at ticks and have to agree, and those that look at single rows and may alarm alone. */
export const SLOW = ["range", "drift", "envelope", "age", "short_shape", "long_shape"] as const;
export const POINT = ["spike", "season_spike", "count", "silence"] as const;
/** Those of single rows that know nothing of counts: chance has its say on what they see. */
const DISTANCES = ["spike", "season_spike"] as const;
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

export function createWitnesses(constants: SeriesConstants, memory: StateMemory): Witnesses {
  const { clock, range, shape, gap } = constants;
  const pace = cadence(memory);
  const profile = dayProfile(memory);
  const spread = spreadWindow(memory, constants.spread);
  const slow = {
    range: rangeVoter(memory, constants, range),
    drift: driftVoter(memory, constants),
    envelope: envelopeVoter(memory, constants),
    age: ageVoter(memory, constants),
    short_shape: shapeVoter(memory, constants, shape.short_ticks, spread),
    long_shape: shapeVoter(memory, constants, shape.long_ticks, spread),
  };
  const spike = spikeVoter(memory, constants, spread);
  const count = countVoter(memory, constants);
  const points = {
    spike,
    season_spike: seasonSpikeVoter(memory, constants, spread, spike.local),
    count,
    silence: silenceVoter(memory, constants),
  };
  const votes: Record<Witness, number> = { ...NO_VOTES };
  // The votes on a tick stand until the next one.
  const standing = SLOW.map((name) => ({ name, vote: memory.number() }));
  const ticks = memory.count();
  const pooled = memory.count();
  const pool_sum = memory.number();
  const pool_ends_ms = memory.number();
  const last_ms = memory.number(Number.NaN);

  function stepOrTick(): number {
    return pace.step_s() ?? clock.tick_s;
  }

  function hear({ at_ms, value }: { readonly at_ms: number; readonly value: number }): Votes {
    pace.push(at_ms);
    const step_s = stepOrTick();
    if (at_ms - last_ms.value > gap.ticks * Math.max(step_s, clock.tick_s) * 1000) restart();
    last_ms.value = at_ms;
    hearPoint(at_ms, value, step_s);
    pool(at_ms, value, step_s);
    for (const { name, vote } of standing) votes[name] = vote.value;
    return votes;
  }

  function hearPoint(at_ms: number, value: number, step_s: number): void {
    const row = {
      value,
      step_s,
      usual: profile.usual(at_ms),
      bar: barAt(step_s, constants),
    };
    for (const name of POINT) votes[name] = points[name].vote(row);
    for (const name of DISTANCES) votes[name] = Math.min(votes[name], count.most());
  }

  /** Fast rows wait for the end of their tick, then their mean is heard. */
  function pool(at_ms: number, value: number, step_s: number): void {
    const tick_ms = clock.tick_s * 1000;
    if (pooled.value > 0 && at_ms >= pool_ends_ms.value) close(at_ms);
    if (pooled.value === 0) pool_ends_ms.value = (Math.floor(at_ms / tick_ms) + 1) * tick_ms;
    pool_sum.value += value;
    pooled.value += 1;
    const is_last = at_ms + step_s * 1000 > pool_ends_ms.value - (step_s * 1000) / 2;
    if (step_s * 2 > clock.tick_s || is_last) close(at_ms);
  }

  function close(at_ms: number): void {
    const value = Math.fround(pool_sum.value / pooled.value);
    pooled.value = 0;
    pool_sum.value = 0;
    const usual = profile.usual(at_ms);
    ticks.value += 1;
    spread.push(value);
    for (const { name, vote } of standing) vote.value = slow[name].vote({ at_ms, value }, usual);
    profile.push(at_ms, value);
  }

  function restart(): void {
    for (const { name, vote } of standing) {
      slow[name].restart();
      vote.value = 0;
    }
    for (const name of POINT) points[name].restart();
    pooled.value = 0;
    pool_sum.value = 0;
  }

  return { hear, level: spike.level, ticks: () => ticks.value, step_s: stepOrTick };
}
