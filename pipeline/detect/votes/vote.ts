import { type OwnTail, ownTail } from "../../stats/own-tail.ts";

/** One row as the voters see it. */
export interface Row {
  readonly at_ms: number;
  readonly value: number;
}

/** A voter judges each row by what came before it, 0 (ordinary) to 1, and then learns from it. */
export type Voter = (row: Row) => number;

/** A vote begins at one in 10 and is full at one in 300: more certainty than that is not given to a single feature. */
const RAMP_FROM = 1;
const RAMP_WIDTH = 1.5;
/** A vote fades over some rows, so that features which see the same thing a little later still agree. */
const HOLD = 0.7;

export interface Vote {
  readonly of: (feature: number) => number;
  /** A full vote whatever the distribution says. */
  readonly full: (feature: number) => number;
}

/** Turns a feature into a capped vote by its own running distribution. */
export function createVote(): Vote {
  const tail: OwnTail = ownTail();
  let held = 0;
  const hold = (fresh: number): number => {
    held = Math.max(HOLD * held, fresh);
    return held;
  };
  return {
    of: (feature) => hold(Math.min(1, Math.max(0, (tail.surprise(feature) - RAMP_FROM) / RAMP_WIDTH))),
    full: (feature) => {
      tail.surprise(feature);
      return hold(1);
    },
  };
}
