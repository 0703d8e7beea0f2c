import type { SeriesConstants } from "./series-constants.ts";
import { POINT, SLOW, type Votes, type Witness } from "./witnesses.ts";

export const THRESHOLD = 0.5;
/** Full votes add up to the threshold only up to rounding. */
const ROUNDING = 1e-6;

export interface Episodes {
  /** The score of a row whose votes add up to so much. */
  readonly score: (at_ms: number, total: number, step_s: number) => number;
}

/** One alarm an episode: while it rests, only a clearly louder one is heard. */
export function episodes({ vote, rest }: SeriesConstants): Episodes {
  let rested_until_ms = Number.NEGATIVE_INFINITY;
  let loudest = 0;

  function score(at_ms: number, total: number, step_s: number): number {
    const share = Math.min(1, total / vote.votes_for_certainty + ROUNDING);
    const resting = at_ms <= rested_until_ms;
    if (resting && (share < THRESHOLD || total < loudest + rest.louder)) return 0;
    if (share < THRESHOLD) return share;
    loudest = total;
    rested_until_ms = at_ms + Math.max(rest.rest_s, rest.fewest_rows * step_s) * 1000;
    return share;
  }

  return { score };
}

/** All votes together; of the witnesses of single rows the loudest counts, because they see the same thing. */
export function totalOf(votes: Votes, heard: (name: Witness) => boolean = () => true): number {
  let total = 0;
  for (const name of SLOW) if (heard(name)) total += votes[name];
  let point = 0;
  for (const name of POINT) if (heard(name)) point = Math.max(point, votes[name]);
  return total + point;
}
