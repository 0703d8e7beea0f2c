import { type Decades, ownTail } from "../../../stats/series/own-tail.ts";
import type { StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";

/** What a slow witness sees: a row, or the mean of the rows of a tick. */
export interface Tick {
  readonly at_ms: number;
  readonly value: number;
}

/** A voter judges each tick by what came before it, 0 (ordinary) to 1, and then learns from it. */
export interface Voter {
  readonly vote: (tick: Tick) => number;
  /** After a gap, what spans it is no longer one piece of time. */
  readonly restart: () => void;
}

export interface Vote {
  readonly of: (feature: number) => number;
  /** A full vote whatever the distribution says. */
  readonly full: (feature: number) => number;
  readonly restart: () => void;
}

/** Turns a feature, which lies in these decades, into a capped vote by its own running distribution. */
export function createVote(memory: StateMemory, { vote, tail: limits }: SeriesConstants, decades?: Decades): Vote {
  const tail = ownTail(memory, limits, decades);
  const held = memory.number();
  const from = Math.log10(vote.begins_at_one_in);
  const width = Math.log10(vote.full_at_one_in) - from;
  const fade = 0.5 ** (1 / vote.half_gone_after);
  const hold = (fresh: number): number => {
    held.value = Math.max(fade * held.value, fresh);
    return held.value;
  };
  return {
    of: (feature) => hold(Math.min(1, Math.max(0, (tail.surprise(feature) - from) / width))),
    full: (feature) => {
      tail.surprise(feature);
      return hold(1);
    },
    restart: () => {
      held.value = 0;
    },
  };
}
