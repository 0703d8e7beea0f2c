import type { StateMemory } from "../../stats/state-memory.ts";
import type { SeriesConstants } from "./series-constants.ts";
import { POINT, SLOW, type Votes, type Witness } from "./witnesses.ts";

export const THRESHOLD = 0.5;
/** What the loudest witness of a single row adds to the others' votes. */
const BESIDE_OTHERS = 0.5;
/** Full votes add up to the threshold only up to rounding. */
const ROUNDING = 1e-6;

export interface Episodes {
  /** The score of a row whose votes add up to so much. */
  readonly score: (at_ms: number, total: number, step_s: number) => number;
}

/** One alarm an episode: while it rests, only a clearly louder one is heard. */
export function episodes({ vote, rest }: SeriesConstants, memory: StateMemory): Episodes {
  const rested_until_ms = memory.number(Number.NEGATIVE_INFINITY);
  const loudest = memory.number();

  function score(at_ms: number, total: number, step_s: number): number {
    const share = Math.min(1, (THRESHOLD * total) / vote.for_alarm + ROUNDING);
    const resting = at_ms <= rested_until_ms.value;
    if (resting && (share < THRESHOLD || total < loudest.value + rest.louder)) return 0;
    if (share < THRESHOLD) return share;
    loudest.value = total;
    rested_until_ms.value = at_ms + Math.max(rest.rest_s, rest.fewest_rows * step_s) * 1000;
    return share;
  }

  return { score };
}

/**
 * All votes together. Of the witnesses of single rows the loudest counts, because they see the same thing: it may alarm
 * alone, and beside the others, who see the row too, it counts as half.
 */
export function totalOf(votes: Votes, heard: (name: Witness) => boolean = () => true): number {
  let total = 0;
  for (const name of SLOW) if (heard(name)) total += votes[name];
  let point = 0;
  for (const name of POINT) if (heard(name)) point = Math.max(point, votes[name]);
  return Math.max(point, total + BESIDE_OTHERS * point);
}
