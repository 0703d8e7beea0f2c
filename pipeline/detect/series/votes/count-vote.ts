import { countSurprise } from "../../../stats/series/count-surprise.ts";
import { nearestTo, type UsualHalfHour } from "../../../stats/series/day-profile.ts";
import type { StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";
import { type PointRow, type PointVoter, pointVote, rarityOf, votesAt } from "./point-vote.ts";

/** A count that is none half of the time may still have this mean (ln 2, by Poisson). */
const MOST_MEAN_OF_NONE = Math.LN2;

export interface CountVoter extends PointVoter {
  /** No witness of single rows says more of a count than chance allows; asked after `vote`. */
  readonly most: () => number;
}

/** A count against what this half hour brings as a rule, by the tail of a negative binomial and by its own tail. */
export function countVoter(memory: StateMemory, constants: SeriesConstants): CountVoter {
  const { count } = constants;
  const judge = pointVote(memory, constants);
  const unlike_counts = memory.count();
  const excess = memory.number();
  const squares = memory.number();
  const mean_of_all = memory.number();
  const rows = memory.count();
  let most = constants.vote.for_alarm;

  function vote({ value, usual, bar, step_s }: PointRow): number {
    most = constants.vote.for_alarm;
    if (!Number.isInteger(value) || value < 0) unlike_counts.value = 1;
    if (unlike_counts.value === 1) return 0;
    rows.value += 1;
    mean_of_all.value += Math.max(count.pace, 1 / rows.value) * (value - mean_of_all.value);
    if (usual === undefined || usual.days < count.fewest_days) return 0;
    const mean = expected(value, usual);
    const dispersion = Math.max(count.smallest_dispersion, squares.value > 0 ? excess.value / squares.value : 0);
    const surprise = countSurprise(value, mean, dispersion);
    learn(value - mean, mean, dispersion);
    most = votesAt(surprise, rarityOf(count.alone_days, step_s), constants);
    return judge(surprise, bar, surprise);
  }

  /** A usual of 0 is a median: less than one in a row, but not nothing. */
  function expected(value: number, usual: UsualHalfHour): number {
    const none = Math.min(MOST_MEAN_OF_NONE, mean_of_all.value);
    return Math.max(count.smallest_mean, none, nearestTo(value, usual));
  }

  /** Variance beyond Poisson over the square of the mean, faded; what is far out is cut. */
  function learn(distance: number, mean: number, dispersion: number): void {
    const cut = count.most_sigmas ** 2 * (mean + dispersion * mean * mean);
    excess.value += count.pace * (Math.min(distance * distance, cut) - mean - excess.value);
    squares.value += count.pace * (mean * mean - squares.value);
  }

  return { vote, most: () => most, restart: () => undefined };
}
