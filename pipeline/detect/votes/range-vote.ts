import { slidingRange } from "../../stats/sliding-range.ts";
import { createVote } from "./vote.ts";

/** While so few rows have left the range, each that does is news, whatever the distribution of excesses. */
const FEW_EXCESSES = 8;
const FEW_EXCESSES_SHARE = 0.02;
/** Of a series that never moved, the first move counts as ten ranges. */
const EXCESS_OF_CONSTANT = 10;

/** The first rows set up the range instead of leaving it. */
const ROWS_BEFORE_NEWS = 20;

/**
 * How far a value lies beyond the range of the last `rows`, in ranges. With `alone`, the excess itself is added, up to
 * 1: a value a whole range beyond all seen needs no second opinion.
 */
export function rangeVote(rows: number, alone: boolean): (value: number) => number {
  const range = slidingRange(rows);
  const vote = createVote();
  let seen = 0;
  let excesses = 0;

  return (value) => {
    const excess = seen === 0 ? 0 : excessOf(value, range.low(), range.high());
    range.push(value);
    seen += 1;
    const few = excesses < Math.max(FEW_EXCESSES, FEW_EXCESSES_SHARE * seen);
    if (excess > 0) excesses += 1;
    const voted = excess > 0 && few && seen > ROWS_BEFORE_NEWS ? vote.full(excess) : vote.of(excess);
    return voted + (alone && seen > ROWS_BEFORE_NEWS ? Math.min(1, excess) : 0);
  };
}

function excessOf(value: number, low: number, high: number): number {
  const beyond = Math.max(0, value - high, low - value);
  if (beyond === 0) return 0;
  return high > low ? beyond / (high - low) : EXCESS_OF_CONSTANT;
}
