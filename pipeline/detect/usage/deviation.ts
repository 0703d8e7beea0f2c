import { USAGE_METRICS } from "../../stats/usage/metrics.ts";
import { rangeScore } from "../../stats/usage/model.ts";

/** What a deviation is about: a usage metric, a silence (evidence that it is no accident), or days without a call. */
export const DEVIATION_METRICS = [...USAGE_METRICS, "silence", "idle_days"] as const;
export type DeviationMetric = (typeof DEVIATION_METRICS)[number];

/**
 * One scored window outside its range. The score can be recomputed from the row: with d = (observed - expected) /
 * (border - expected), the border being `high` or `low` by direction, it is 100 d / (1 + d), so 50 at the border.
 */
export interface Deviation {
  readonly tenant: string;
  readonly source: string;
  readonly app_id: string;
  readonly metric: DeviationMetric;
  readonly window_s: number;
  readonly at_s: number;
  readonly observed: number;
  readonly expected: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly score: number;
  readonly direction: "high" | "low";
  /** `learning`: the app has no usual yet and was held against its peers. */
  readonly state: "learning" | "ready";
  /** Events of this series known up to the end of the window: more of them, newer truth. */
  readonly basis_events: number;
}

/** Score of 0..100, to the hundredth: beyond that lies rounding of sums. */
export function scoreOf(observed: number, expected: number, border: number): number {
  return Math.round(1e4 * rangeScore(observed, expected, border)) / 100;
}

export const DEVIATION_SCORE = 50;
