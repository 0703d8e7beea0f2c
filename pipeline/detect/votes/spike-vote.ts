import { type SortedWindow, sortedWindow } from "../../stats/sorted-window.ts";
import type { Voter } from "./vote.ts";

/** What is usual around a row. */
export interface Level {
  readonly middle: number;
  readonly scale: number;
}

const LEVEL_ROWS = 60;
/** From MAD to a standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;
/** The scale is at least a tenth of what the series spans: q95 - q05 of a normal distribution are 3.3 sigmas. */
const SMALLEST_SHARE = 0.1;
const SIGMAS_IN_SPAN = 3.3;
/** The tail is taken to fall exponentially within the largest 2 %. */
const TAIL_SHARE = 0.02;
const TAIL_ROWS = 1000;
/** Decades of surprise from which a spike counts, and within which it alarms alone (twice a full vote). */
const RAMP_FROM = 4.2;
const RAMP_WIDTH = 0.4;
const MOST = 2;
const FEWEST_ROWS = 200;

/** The level of the last rows, from the outside too: what a chart shows as expected. */
function levelOf(recent: SortedWindow, long: SortedWindow): Level | undefined {
  const middle = recent.quantile(0.5);
  if (middle === undefined) return undefined;
  const span = (long.quantile(0.95) ?? 0) - (long.quantile(0.05) ?? 0);
  const scale = Math.max(MAD_TO_SIGMA * (recent.medianDistance(middle) ?? 0), (SMALLEST_SHARE * span) / SIGMAS_IN_SPAN);
  return { middle, scale };
}

/** A value far from the last hour's, by far more than such distances ever were. */
export function spikeVoter(long: SortedWindow): { readonly vote: Voter; readonly level: () => Level | undefined } {
  const recent = sortedWindow(LEVEL_ROWS);
  const distances = sortedWindow(TAIL_ROWS);
  const vote: Voter = ({ value }) => {
    const level = levelOf(recent, long);
    recent.push(value);
    if (level === undefined || level.scale === 0) return 0;
    const distance = Math.abs(value - level.middle) / level.scale;
    const surprise = surpriseOf(distance, distances);
    distances.push(distance);
    return Math.min(MOST, Math.max(0, (surprise - RAMP_FROM) / RAMP_WIDTH));
  };
  return { vote, level: () => levelOf(recent, long) };
}

/** -log10 of the chance of such a distance: 2 % at the 98 % quantile, falling exponentially from there. */
function surpriseOf(distance: number, distances: SortedWindow): number {
  if (distances.size() < FEWEST_ROWS) return 0;
  const from = distances.quantile(1 - TAIL_SHARE) ?? 0;
  const half = distances.quantile(1 - TAIL_SHARE / 2) ?? 0;
  // Half of the tail lies beyond the median of the tail: its scale is that stretch over ln 2.
  const fall = Math.max((half - from) / Math.LN2, SMALLEST_FALL);
  return distance <= from ? 0 : -Math.log10(TAIL_SHARE) + (distance - from) / fall / Math.LN10;
}

/** No tail falls faster than that of a normal distribution at this depth, in standard deviations. */
const SMALLEST_FALL = 0.35;
