import type { UsualHalfHour } from "../../../stats/day-profile.ts";
import { ownTail } from "../../../stats/own-tail.ts";
import type { StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";

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

/** As many votes as an alarm takes when surprise reaches the bar, fewer in proportion to what is missing. */
export function votesAt(surprise: number, bar: number, { vote, point }: SeriesConstants): number {
  return vote.for_alarm * Math.min(1, Math.max(0, 1 + (surprise - bar) / point.ramp_decades));
}

/** Turns a feature of single rows into votes, by the power law of its own largest values. Then it learns it. */
export function pointVote(
  memory: StateMemory,
  constants: SeriesConstants,
): (feature: number, bar: number, most?: number) => number {
  const { point, tail: limits } = constants;
  const tail = ownTail(memory, limits);
  return (feature, bar, most = Number.POSITIVE_INFINITY) => {
    const ready = tail.samples() >= point.fewest_rows;
    const share = Math.max(point.tail_share, point.fewest_in_tail / tail.samples());
    const surprise = ready ? Math.min(most, tail.deep(feature, share)) : 0;
    tail.surprise(feature);
    return votesAt(surprise, bar, constants);
  };
}
