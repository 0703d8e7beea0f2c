import { ownTail } from "../../stats/own-tail.ts";
import type { SeriesConstants } from "../series-constants.ts";

/** What a slow witness sees: a row, or the mean of the rows of a tick. */
export interface Tick {
  readonly at_ms: number;
  readonly value: number;
  /** Decades by which rarities weigh more because ticks are slower than five minutes. */
  readonly lift: number;
}

/** A voter judges each tick by what came before it, 0 (ordinary) to 1, and then learns from it. */
export interface Voter {
  readonly vote: (tick: Tick) => number;
  /** After a gap, what spans it is no longer one piece of time. */
  readonly restart: () => void;
}

export interface Vote {
  readonly of: (feature: number, lift: number) => number;
  /** A full vote whatever the distribution says. */
  readonly full: (feature: number) => number;
  readonly restart: () => void;
}

/** Turns a feature into a capped vote by its own running distribution. */
export function createVote({ vote, tail: limits }: SeriesConstants): Vote {
  const tail = ownTail(limits);
  let held = 0;
  const hold = (fresh: number): number => {
    held = Math.max(vote.hold * held, fresh);
    return held;
  };
  return {
    of: (feature, lift) =>
      hold(Math.min(1, Math.max(0, (tail.surprise(feature) + lift - vote.ramp_from) / vote.ramp_width))),
    full: (feature) => {
      tail.surprise(feature);
      return hold(1);
    },
    restart: () => {
      held = 0;
    },
  };
}
