import { type SeriesMetric, usageMetricOf } from "./metrics.ts";
import type { Verdict } from "./model.ts";
import { NOTHING_SAID, type SaidAt, type Teaching } from "./said-windows.ts";
import type { UsageSeries } from "./table.ts";

/** Judges a window by what came before it, then learns it: `step` of a model for a verdict on each, `surprise` for those outside their range. */
export type Judge = (slot: number, amount: number, like: number | undefined, teaching: Teaching) => Verdict | undefined;

/** A window that has a verdict, by its place in the series. */
type Told = (window: number, value: number, verdict: Verdict) => void;

/** Take a model through one metric of a series: each window is judged by what came before it, and learned as people said. */
export function walkWindows(
  judge: Judge,
  series: UsageSeries,
  metric: SeriesMetric,
  said: SaidAt | undefined,
  told?: Told,
): void {
  const values = series.metrics[metric];
  if (values === undefined) return;
  const told_of = usageMetricOf(metric);
  const { slots, like, starts_s, window_s } = series;
  for (let window = 0; window < values.length; window++) {
    const value = values[window] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const at_s = starts_s[window] ?? 0;
    const { is_absent, teaching } = said?.(told_of, at_s, at_s + window_s) ?? NOTHING_SAID;
    if (is_absent) continue;
    const verdict = judge(slots[window] ?? 0, value, like[window], teaching);
    if (verdict) told?.(window, value, verdict);
  }
}
