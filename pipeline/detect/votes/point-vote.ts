import type { UsualHalfHour } from "../../stats/day-profile.ts";
import { ownTail } from "../../stats/own-tail.ts";
import type { SeriesConstants } from "../series-constants.ts";

/** A row as the witnesses see it that look at single rows and may alarm alone. */
export interface PointRow {
  readonly value: number;
  /** Decades of surprise at which a row alarms alone. */
  readonly bar: number;
  readonly usual: UsualHalfHour | undefined;
}

export interface PointVoter {
  /** 0 to 2: two full votes are an alarm. */
  readonly vote: (row: PointRow) => number;
  readonly restart: () => void;
}

/** Turns a feature of single rows into 0 to 2 votes, by the power law of its own largest values. Then it learns it. */
export function pointVote({
  point,
  tail: limits,
}: SeriesConstants): (feature: number, bar: number, most?: number) => number {
  const tail = ownTail(limits);
  return (feature, bar, most = Number.POSITIVE_INFINITY) => {
    const ready = tail.samples() >= point.fewest_rows;
    const share = Math.max(point.tail_share, point.fewest_in_tail / tail.samples());
    const surprise = ready ? Math.min(most, tail.deep(feature, share)) : 0;
    tail.surprise(feature);
    return Math.min(point.most, Math.max(0, point.most + (surprise - bar) / point.ramp_width));
  };
}
