/** One labelled series of the benchmark: times in epoch milliseconds, windows as first and last row. */
export interface LabelledFile {
  readonly name: string;
  readonly category: string;
  readonly at_ms: Float64Array;
  readonly values: Float64Array;
  readonly windows: readonly (readonly [number, number])[];
}

export interface Weights {
  readonly hit: number;
  readonly miss: number;
  readonly false_row: number;
}

/** The benchmark's three profiles. */
export const PROFILES = {
  standard: { hit: 1, miss: 1, false_row: 0.11 },
  low_fp: { hit: 1, miss: 1, false_row: 0.22 },
  low_fn: { hit: 1, miss: 2, false_row: 0.11 },
} as const satisfies Record<string, Weights>;

const PROBATION_SHARE = 0.15;
const PROBATION_MOST = 750;
/** Three window widths behind a window, a false row costs the whole. */
const FAR = 3;

const scaled = (x: number): number => (x > FAR ? -1 : 2 / (1 + Math.exp(5 * x)) - 1);

/** The raw benchmark score of one file's alarms: earliest hit of each window, each false row, each miss. */
export function rawScore(file: LabelledFile, alarms: readonly number[], weights: Weights): number {
  const n = file.values.length;
  const probation = Math.min(Math.floor(PROBATION_SHARE * n), PROBATION_MOST);
  const hit = new Set<number>();
  let sum = 0;
  for (const row of alarms) {
    if (row < probation) continue;
    const inside = file.windows.findIndex(([left, right]) => row >= left && row <= right);
    if (inside < 0) sum += weights.false_row * falseCost(file, row);
    else if (!hit.has(inside)) {
      hit.add(inside);
      const [left, right] = file.windows[inside] ?? [row, row];
      sum += (weights.hit * scaled(-(right - row + 1) / (right - left + 1))) / scaled(-1);
    }
  }
  return sum - weights.miss * (file.windows.length - hit.size);
}

function falseCost(file: LabelledFile, row: number): number {
  const before = file.windows.findLast(([, right]) => right < row);
  return before === undefined ? -1 : scaled((row - before[1]) / (before[1] - before[0]));
}

/** 0 for a detector that never alarms, 100 for one that alarms once at the start of each window. */
export function normalised(raw: number, windows: number, weights: Weights): number {
  return (100 * (raw + weights.miss * windows)) / (windows * (weights.hit + weights.miss));
}
