import { HOUR_S, modelConfigOf, type SeriesMetric } from "../../stats/usage/metrics.ts";
import { usageModel } from "../../stats/usage/model.ts";
import { saidOf } from "../../stats/usage/said-windows.ts";
import { hourlySeries, type RowRange, type UsageTable } from "../../stats/usage/table.ts";
import { walkWindows } from "../../stats/usage/walk-windows.ts";
import { appOf, type Surroundings } from "./detect-usage.ts";
import { NO_SETTINGS } from "./detection-settings.ts";

/** An hour beside what it was judged by. */
export interface JudgedHour {
  readonly at_s: number;
  readonly observed: number;
  readonly expected: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** Every hour of one metric of one app from a moment on, as it was judged then. */
export function replayApp(
  table: UsageTable,
  rows: RowRange,
  metric: SeriesMetric,
  { from_s, to_s }: { readonly from_s: number; readonly to_s: number },
  { lifeOf, settings = NO_SETTINGS }: Omit<Surroundings, "peers">,
): readonly JudgedHour[] {
  const app = appOf(table, rows);
  const part = { from_s: table.at_s[rows.from] ?? to_s, to_s, given: new Uint8Array(0) };
  const alive = lifeOf(app.tenant, app.source).isAlive;
  const series = hourlySeries(table, rows, part, alive, settings.calendarOf(app.tenant));
  const hours: JudgedHour[] = [];
  const { step } = usageModel(modelConfigOf(metric, HOUR_S));
  walkWindows(step, series, metric, saidOf(settings.feedback, app), (window, observed, { expected, low, high }) => {
    const at_s = series.starts_s[window] ?? 0;
    if (at_s >= from_s) hours.push({ at_s, observed, expected, low, high });
  });
  return hours;
}
