import { sortedWindow } from "../stats/sorted-window.ts";
import type { Verdict } from "../stats/usage-model.ts";
import { ageVoter } from "./votes/age-vote.ts";
import { rangeVote } from "./votes/range-vote.ts";
import { seasonVoter } from "./votes/season-votes.ts";
import { shapeVoter } from "./votes/shape-vote.ts";
import { spikeVoter } from "./votes/spike-vote.ts";
import type { Row } from "./votes/vote.ts";

const RANGE_ROWS = 6000;
const QUANTILE_ROWS = 1000;
const SHORT_SHAPE_ROWS = 24;
const LONG_SHAPE_ROWS = 60;
/** Two full votes make the threshold of 0.5. */
const VOTES_FOR_CERTAINTY = 4;
/** Two saturated votes make 0.5 up to rounding. */
const ROUNDING = 1e-9;
export const THRESHOLD = 0.5;
/** One alarm an episode: afterwards this many rows score 0. */
const REST_ROWS = 60;
/** Rows before anything is said: the voters' own counters need some. */
const LEARNING_ROWS = 150;
/** The drawn range, in standard deviations of the last rows: a guide for the eye, the votes decide. */
const DRAWN_SIGMAS = 4;

export interface SeriesDetector {
  readonly step: (row: { readonly at_ms: number; readonly value: number | undefined }) => Verdict;
}

/** A detector for any series of numbers: capped votes of unlike witnesses that have to agree. */
export function seriesDetector(): SeriesDetector {
  const long = sortedWindow(QUANTILE_ROWS);
  const range = rangeVote(RANGE_ROWS, true);
  const season = seasonVoter();
  const age = ageVoter();
  const short_shape = shapeVoter(SHORT_SHAPE_ROWS, long);
  const long_shape = shapeVoter(LONG_SHAPE_ROWS, long);
  const spike = spikeVoter(long);
  let seen = 0;
  let rest = 0;

  function step({ at_ms, value }: { readonly at_ms: number; readonly value: number | undefined }): Verdict {
    const drawn = draw();
    const state = seen < LEARNING_ROWS ? "learning" : "ready";
    if (value === undefined) return { ...drawn, score: 0, direction: "none", state };
    const score = rested(votes({ at_ms, value }));
    const high = value >= (drawn.expected ?? value);
    return { ...drawn, score, direction: score >= THRESHOLD ? (high ? "high" : "low") : "none", state };
  }

  function votes(row: Row): number {
    long.push(row.value);
    const sum = range(row.value) + season(row) + age(row) + short_shape(row) + long_shape(row) + spike.vote(row);
    seen += 1;
    return seen <= LEARNING_ROWS ? 0 : Math.min(1, sum / VOTES_FOR_CERTAINTY + ROUNDING);
  }

  function rested(score: number): number {
    if (rest > 0) {
      rest -= 1;
      return 0;
    }
    if (score >= THRESHOLD) rest = REST_ROWS;
    return score;
  }

  function draw(): Pick<Verdict, "expected" | "low" | "high"> {
    const level = spike.level();
    if (level === undefined) return { expected: undefined, low: undefined, high: undefined };
    const half = DRAWN_SIGMAS * level.scale;
    return { expected: level.middle, low: level.middle - half, high: level.middle + half };
  }

  return { step };
}
