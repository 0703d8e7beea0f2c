import { slidingRange } from "../../../stats/series/sliding-range.ts";
import type { StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";
import { createVote, type Tick, type Voter } from "./vote.ts";

/** Of a series that never moved, the first move counts as ten ranges. */
const EXCESS_OF_CONSTANT = 10;
/** The first ticks set up the range instead of leaving it. */
const TICKS_BEFORE_NEWS = 20;

interface RangeWindow {
  readonly block_s: number;
  readonly fewest_ticks: number;
  /** How much of the excess itself is added to the vote. */
  readonly most_alone: number;
}

/** How far a value lies beyond the range of the last blocks, in ranges. */
export function rangeVoter(memory: StateMemory, constants: SeriesConstants, window: RangeWindow): Voter {
  const { few_excesses, few_excesses_share } = constants.range;
  const range = slidingRange(memory, window.block_s, window.fewest_ticks);
  const vote = createVote(memory, constants);
  const seen = memory.count();
  const excesses = memory.count();

  function judge({ at_ms, value }: Tick): number {
    const excess = seen.value === 0 ? 0 : excessOf(value, range.low(), range.high());
    range.push(at_ms, value);
    seen.value += 1;
    const few = excesses.value < Math.max(few_excesses, few_excesses_share * seen.value);
    if (excess > 0) excesses.value += 1;
    if (seen.value <= TICKS_BEFORE_NEWS) return vote.of(excess);
    const voted = excess > 0 && few ? vote.full(excess) : vote.of(excess);
    return voted + Math.min(window.most_alone, excess);
  }

  return { vote: judge, restart: vote.restart };
}

function excessOf(value: number, low: number, high: number): number {
  const beyond = Math.max(0, value - high, low - value);
  if (beyond === 0) return 0;
  return high > low ? beyond / (high - low) : EXCESS_OF_CONSTANT;
}
