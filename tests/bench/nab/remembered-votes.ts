import { episodes, THRESHOLD, totalOf } from "../../../pipeline/detect/series/episodes.ts";
import type { SeriesConstants } from "../../../pipeline/detect/series/series-constants.ts";
import { createWitnesses, NO_VOTES, POINT, SLOW, type Witness } from "../../../pipeline/detect/series/witnesses.ts";
import { MOST_STATE_BYTES, type StateMemory, stateMemory } from "../../../pipeline/stats/state-memory.ts";

/** What every witness said of every row of a series, so that combinations can be compared without hearing them again. */
export interface RememberedVotes {
  readonly at_ms: Float64Array;
  readonly votes: Readonly<Record<Witness, Float32Array>>;
  /** The first row that may be scored. */
  readonly from: number;
  readonly step_s: number;
}

const WITNESSES: readonly Witness[] = [...SLOW, ...POINT];

export function rememberVotes(
  { at_ms, values }: { readonly at_ms: Float64Array; readonly values: Float64Array },
  constants: SeriesConstants,
): RememberedVotes {
  const witnesses = createWitnesses(constants, roomy());
  const rows = (): Float32Array => new Float32Array(values.length);
  const votes = {
    range: rows(),
    drift: rows(),
    envelope: rows(),
    age: rows(),
    short_shape: rows(),
    long_shape: rows(),
    spike: rows(),
    season_spike: rows(),
    count: rows(),
    silence: rows(),
  };
  let from = values.length;
  for (let row = 0; row < values.length; row++) {
    if (witnesses.ticks() >= constants.clock.learning_ticks) from = Math.min(from, row);
    const said = witnesses.hear({ at_ms: at_ms[row] ?? 0, value: Math.fround(values[row] ?? 0) });
    for (const name of WITNESSES) votes[name][row] = said[name];
  }
  return { at_ms, votes, from, step_s: witnesses.step_s() };
}

/** Rows of alarm when only these witnesses are heard and so many full votes are asked for. */
export function alarmsOf(
  { at_ms, votes, from, step_s }: RememberedVotes,
  constants: SeriesConstants,
  heard: ReadonlySet<Witness> = new Set(WITNESSES),
  asked = constants.vote.for_alarm,
): number[] {
  const episode = episodes({ ...constants, vote: { ...constants.vote, for_alarm: asked } }, roomy());
  const said = { ...NO_VOTES };
  const alarms: number[] = [];
  for (let row = from; row < at_ms.length; row++) {
    for (const name of heard) said[name] = votes[name][row] ?? 0;
    if (episode.score(at_ms[row] ?? 0, totalOf(said), step_s) >= THRESHOLD) alarms.push(row);
  }
  return alarms;
}

/** Constants that were moved may take more than what is shipped. */
function roomy(): StateMemory {
  return stateMemory(2 * MOST_STATE_BYTES);
}
