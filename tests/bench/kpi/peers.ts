import { type SortedWindow, sortedWindow } from "../../../pipeline/stats/series/sorted-window.ts";
import { stateMemory } from "../../../pipeline/stats/state-memory.ts";
import type { LabelledSeries } from "./labelled-series.ts";

/** A simple detector as people run them: how many spreads a value lies from what was usual; no threshold of its own. */
export type Peer = (series: LabelledSeries) => Float64Array;

const MAD_TO_SIGMA = 1.4826;
const WINDOW_ROWS = 60;
/** Of the last rows, a tenth of their span is the least spread: without it a constant stretch alarms at any step. */
const SPAN_ROWS = 1000;
const SMALLEST_SHARE = 0.1;
const SIGMAS_IN_SPAN = 3.3;
/** And a millionth of the level where there is no span either. */
const SMALLEST = 1e-6;
const WEEK_SLOTS = 168;
const SLOT_VALUES = 240;
const FEWEST_IN_SLOT = 4;

/** Distance from the mean of the last `rows`, in their standard deviations. */
export function windowedGaussian(rows: number): Peer {
  return ({ values }) => {
    let sum = 0;
    let squares = 0;
    return values.map((value, row) => {
      const size = Math.min(row, rows);
      const mean = sum / Math.max(1, size);
      const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, size) - mean * mean));
      const z = size < 2 ? 0 : Math.abs(value - mean) / Math.max(deviation, SMALLEST * (1 + Math.abs(mean)));
      const old = row >= rows ? (values[row - rows] ?? 0) : 0;
      sum += value - old;
      squares += value * value - old * old;
      return z;
    });
  };
}

/** Distance from the median of the last 60 rows, in their median distances. */
export const medianMad: Peer = ({ values }) => {
  const recent = windowOf(WINDOW_ROWS);
  const long = windowOf(SPAN_ROWS);
  return values.map((value) => {
    const middle = recent.quantile(0.5) ?? value;
    const scale = Math.max(MAD_TO_SIGMA * (recent.medianDistance(middle) ?? 0), floorOf(long, middle));
    recent.push(value);
    long.push(value);
    return Math.abs(value - middle) / scale;
  });
};

/** Distance from the median of this hour of the week so far, in its median distances. */
export const hourOfWeek: Peer = ({ values, at_ms }) => {
  const slots = Array.from({ length: WEEK_SLOTS }, () => windowOf(SLOT_VALUES));
  const long = windowOf(SPAN_ROWS);
  return values.map((value, row) => {
    const slot = slots[Math.floor((at_ms[row] ?? 0) / 3_600_000) % WEEK_SLOTS];
    const middle = slot && slot.size() >= FEWEST_IN_SLOT ? slot.quantile(0.5) : undefined;
    const spread = middle === undefined ? 0 : (slot?.medianDistance(middle) ?? 0);
    slot?.push(value);
    const floor = floorOf(long, middle ?? value);
    long.push(value);
    return middle === undefined ? 0 : Math.abs(value - middle) / Math.max(MAD_TO_SIGMA * spread, floor);
  });
};

function floorOf(long: SortedWindow, middle: number): number {
  const span = (long.quantile(0.95) ?? 0) - (long.quantile(0.05) ?? 0);
  return Math.max((SMALLEST_SHARE * span) / SIGMAS_IN_SPAN, SMALLEST * (1 + Math.abs(middle)));
}

/** A place and a value for each row, and a little. */
const BYTES_A_ROW = 6;
const BYTES_BESIDE = 64;

function windowOf(rows: number): SortedWindow {
  return sortedWindow(stateMemory(BYTES_A_ROW * rows + BYTES_BESIDE), rows);
}
