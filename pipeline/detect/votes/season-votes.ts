import { type DayProfile, dayProfile } from "../../stats/day-profile.ts";
import { slidingRange } from "../../stats/sliding-range.ts";
import { rangeVote } from "./range-vote.ts";
import { createVote, type Row, type Voter } from "./vote.ts";

/** Rows over which the distance from the usual is averaged: a drift, not a spike. */
const DRIFT_ROWS = 24;
const DRIFT_RANGE_ROWS = 3000;
const FEWEST_DAYS_FOR_DRIFT = 2;
const FEWEST_DAYS_FOR_ENVELOPE = 3;
const ENVELOPE_RANGE_ROWS = 1000;

/** Two votes on one profile of the day, which learns each row after they have voted. */
export function seasonVoter(): Voter {
  const profile = dayProfile();
  const drift = driftVoter(profile);
  const envelope = envelopeVoter(profile);
  return (row: Row) => {
    const sum = drift(row) + envelope(row);
    profile.push(row.at_ms, row.value);
    return sum;
  };
}

/** The mean distance from the usual of this half hour leaves its own range. */
function driftVoter(profile: DayProfile): Voter {
  const vote = rangeVote(DRIFT_RANGE_ROWS, false);
  const last = new Float64Array(DRIFT_ROWS);
  let next = 0;
  return ({ at_ms, value }) => {
    const usual = profile.usual(at_ms);
    last[next] = usual === undefined || usual.days < FEWEST_DAYS_FOR_DRIFT ? 0 : value - usual.middle;
    next = (next + 1) % DRIFT_ROWS;
    return vote(last.reduce((sum, distance) => sum + distance, 0) / DRIFT_ROWS);
  };
}

/** The value leaves what this half hour has been on the last days. */
function envelopeVoter(profile: DayProfile): Voter {
  const vote = createVote();
  const range = slidingRange(ENVELOPE_RANGE_ROWS);
  return ({ at_ms, value }) => {
    const usual = profile.usual(at_ms);
    const young = usual === undefined || usual.days < FEWEST_DAYS_FOR_ENVELOPE;
    const beyond = young ? 0 : Math.max(0, value - usual.high, usual.low - value);
    const width = range.high() - range.low();
    range.push(value);
    return vote.of(width > 0 ? beyond / width : 0);
  };
}
