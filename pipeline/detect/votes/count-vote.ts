import { countSurprise } from "../../stats/count-surprise.ts";
import { nearestTo } from "../../stats/day-profile.ts";
import type { SeriesConstants } from "../series-constants.ts";
import { type PointRow, type PointVoter, pointVote } from "./point-vote.ts";

/** A count against what this half hour brings as a rule, by the tail of a negative binomial and by its own tail. */
export function countVoter(constants: SeriesConstants): PointVoter {
  const { count } = constants;
  const judge = pointVote(constants);
  let whole = true;
  let excess = 0;
  let squares = 0;

  function vote(row: PointRow): number {
    const { value, usual, bar } = row;
    whole &&= Number.isInteger(value) && value >= 0;
    if (!whole || usual === undefined || usual.days < count.fewest_days) return 0;
    // Nothing expected still has a scale.
    const mean = Math.max(count.smallest_mean, nearestTo(value, usual));
    const dispersion = Math.max(count.smallest_dispersion, squares > 0 ? excess / squares : 0);
    const surprise = countSurprise(value, mean, dispersion);
    learn(value - mean, mean, dispersion);
    return judge(surprise, bar, surprise);
  }

  /** Variance beyond Poisson over the square of the mean, faded; what is far out is cut. */
  function learn(distance: number, mean: number, dispersion: number): void {
    const most = count.most_sigmas ** 2 * (mean + dispersion * mean * mean);
    excess += count.pace * (Math.min(distance * distance, most) - mean - excess);
    squares += count.pace * (mean * mean - squares);
  }

  return { vote, restart: () => undefined };
}
