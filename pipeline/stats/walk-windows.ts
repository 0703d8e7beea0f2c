import { NOTHING_SAID, type SaidAt } from "./said-windows.ts";
import type { UsageMetric } from "./usage-metrics.ts";
import type { UsageModel, Verdict } from "./usage-model.ts";
import type { UsageSeries } from "./usage-table.ts";

/** A window that was judged, by its place in the series. */
type Told = (window: number, value: number, verdict: Verdict) => void;

/** Take a model through one metric of a series: each window is judged by what came before it, and learned as people said. */
export function walkWindows(
  model: UsageModel,
  series: UsageSeries,
  metric: UsageMetric,
  said: SaidAt | undefined,
  told?: Told,
): void {
  const values = series.metrics[metric];
  if (values === undefined) return;
  const { slots, like, starts_s, window_s } = series;
  for (let window = 0; window < values.length; window++) {
    const at_s = starts_s[window] ?? 0;
    const { is_absent, teaching } = said?.(metric, at_s, at_s + window_s) ?? NOTHING_SAID;
    const value = values[window] ?? Number.NaN;
    const amount = is_absent || Number.isNaN(value) ? undefined : value;
    const verdict = model.step(slots[window] ?? 0, amount, like[window], teaching);
    if (amount !== undefined) told?.(window, amount, verdict);
  }
}
