import { modelConfigOf, slotOf, type UsageMetric } from "../../stats/usage/metrics.ts";
import { usageModel, type Verdict } from "../../stats/usage/model.ts";
import { seriesDetector } from "./series-detector.ts";

/** What kind of series: usage of an app in windows of an hour or a day, or any numbers with a time. */
export type DetectorConfig =
  | { readonly kind: "usage"; readonly metric: UsageMetric; readonly window_s: number }
  | { readonly kind: "series" };

interface Point {
  /** Start of the window, or time of the row. */
  readonly at_ms: number;
  /** Absent, never 0, where nothing is known. */
  readonly value: number | undefined;
}

/** Judges each point by the points before it; state does not grow. */
export interface Detector {
  readonly step: (point: Point) => Verdict;
}

export function createDetector(config: DetectorConfig): Detector {
  if (config.kind === "series") return seriesDetector();
  const model = usageModel(modelConfigOf(config.metric, config.window_s));
  return { step: ({ at_ms, value }) => model.step(slotOf(at_ms / 1000, config.window_s), value) };
}
