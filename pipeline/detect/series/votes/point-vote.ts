import type { UsualHalfHour } from "../../../stats/series/day-profile.ts";
import { ownTail } from "../../../stats/series/own-tail.ts";
import type { StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";

const DAY_S = 86_400;

/** A row as the witnesses see it that look at single rows and may alarm alone. */
export interface PointRow {
  readonly value: number;
  readonly step_s: number;
  /** Decades of surprise at which a row alarms alone. */
  readonly bar: number;
  readonly usual: UsualHalfHour | undefined;
}

export interface PointVoter {
  /** From 0 to what an alarm takes. */
  readonly vote: (row: PointRow) => number;
  readonly restart: () => void;
}

/** Between these two steps it is said how rare a row has to be to alarm alone. */
const FINE_STEP_S = 300;
const HOUR_S = 3600;

/** Decades of surprise at which a row alarms alone where rows come every so many seconds. */
export function barAt(step_s: number, { point }: SeriesConstants): number {
  const fine = rarityOf(point.alone_days, FINE_STEP_S);
  const hourly = rarityOf(point.alone_days_hourly, HOUR_S);
  return fine + ((hourly - fine) * Math.log(step_s / FINE_STEP_S)) / Math.log(HOUR_S / FINE_STEP_S);
}

/** Decades of what comes once in so many days of rows. */
export function rarityOf(days: number, step_s: number): number {
  return Math.log10((days * DAY_S) / step_s);
}

/** As many votes as an alarm takes when surprise reaches the bar, fewer in proportion to what is missing. */
export function votesAt(surprise: number, bar: number, { vote, point }: SeriesConstants): number {
  return vote.for_alarm * Math.min(1, Math.max(0, 1 + (surprise - bar) / Math.log10(point.silent_at)));
}

/** Turns a feature of single rows into votes, by the power law of its own largest values. Then it learns it, within bounds. */
export function pointVote(
  memory: StateMemory,
  constants: SeriesConstants,
): (feature: number, bar: number, most?: number) => number {
  const { point, tail: limits } = constants;
  const tail = ownTail(memory, limits);
  const most_taught = Math.log10(point.teaches_one_in);
  return (feature, bar, most = Number.POSITIVE_INFINITY) => {
    const ready = tail.samples() >= point.fewest_rows;
    const share = Math.max(point.tail_share, point.fewest_in_tail / tail.samples());
    const surprise = ready ? tail.deep(feature, share) : 0;
    tail.surprise(surprise > most_taught ? tail.reach(most_taught, share) : feature);
    return votesAt(Math.min(most, surprise), bar, constants);
  };
}
