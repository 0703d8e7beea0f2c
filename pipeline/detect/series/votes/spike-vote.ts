import { sortedWindow } from "../../../stats/series/sorted-window.ts";
import type { SpreadWindow } from "../../../stats/series/spread-window.ts";
import type { StateMemory } from "../../../stats/state-memory.ts";
import type { SeriesConstants } from "../series-constants.ts";
import { type PointRow, type PointVoter, pointVote } from "./point-vote.ts";

/** What is usual around a row. */
export interface Level {
  readonly middle: number;
  readonly scale: number;
}

export interface SpikeVoter extends PointVoter {
  readonly level: () => Level | undefined;
  /** What the last row was compared with. */
  readonly local: () => number | undefined;
}

/** From MAD to a standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;

/** A value far from the last rows', by far more than such distances ever were. */
export function spikeVoter(memory: StateMemory, constants: SeriesConstants, spread: SpreadWindow): SpikeVoter {
  const { spike } = constants;
  const recent = sortedWindow(memory, spike.rows);
  const judge = pointVote(memory, constants);

  let middle: number | undefined;

  function level(): Level | undefined {
    const here = recent.quantile(0.5);
    if (here === undefined) return undefined;
    const floor = spike.smallest_share * spread.sigma();
    return { middle: here, scale: Math.max(MAD_TO_SIGMA * (recent.medianDistance(here) ?? 0), floor) };
  }

  function vote({ value, bar }: PointRow): number {
    const usual = level();
    middle = usual?.middle;
    recent.push(value);
    if (usual === undefined || usual.scale === 0) return 0;
    const distance = Math.abs(value - usual.middle) / usual.scale;
    return judge(distance, bar);
  }

  return { vote, level, local: () => middle, restart: recent.clear };
}
