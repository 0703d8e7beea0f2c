import { usageSeries } from "../../queries/usage-series.ts";
import type { Clock, QueryReader, TableWriter } from "../core/ports.ts";
import { feedLives } from "../stats/feed-life.ts";
import { historyBlocks } from "../stats/history.ts";
import { HOUR_S, modelConfigOf, slotOf, USAGE_METRICS, type UsageMetric } from "../stats/usage-metrics.ts";
import { type UsageModel, usageModel } from "../stats/usage-model.ts";
import { dailySeries, hourlySeries, readUsageTable, seriesRanges, type UsageSeries } from "../stats/usage-table.ts";

export interface BaselineDeps {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly clock: Clock;
}

export interface BaselineCounts {
  readonly apps: number;
  readonly baselines: number;
}

type Row = Readonly<Record<string, unknown>>;

/** Rows in memory before they are written. */
const ROWS_PER_INSERT = 20_000;

/**
 * Write what is normal for each app, metric, window and slot, as of the last whole hour: the very ranges the detector
 * would judge that slot's next window by. The same data and hour give the same rows.
 */
export async function trainBaselines(
  deps: BaselineDeps,
  options: { readonly tenant?: string; readonly to_ms?: number } = {},
): Promise<BaselineCounts> {
  const to_s = Math.floor((options.to_ms ?? deps.clock.now_ms()) / 1000 / HOUR_S) * HOUR_S;
  const from_s = historyBlocks(to_s, to_s + HOUR_S)[0]?.history_from_s ?? 0;
  const table = readUsageTable(await deps.reader.arrow(usageSeries, { tenant: options.tenant ?? "", from_s, to_s }));
  const lifeOf = feedLives(table);
  let apps = 0;
  let baselines = 0;
  let rows: Row[] = [];
  for (const range of seriesRanges(table)) {
    const life = lifeOf(table.tenant[range.from] ?? "", table.source[range.from] ?? "");
    const hourly = hourlySeries(table, range, to_s, life.isAlive);
    rows.push(...rangesOf(hourly, to_s), ...rangesOf(dailySeries(hourly), to_s));
    apps += 1;
    if (rows.length < ROWS_PER_INSERT) continue;
    baselines += rows.length;
    await deps.writer.insert("baselines", rows);
    rows = [];
  }
  await deps.writer.insert("baselines", rows);
  return { apps, baselines: baselines + rows.length };
}

function rangesOf(series: UsageSeries, to_s: number): Row[] {
  return USAGE_METRICS.flatMap((metric) => {
    const values = series.metrics[metric];
    return values === undefined ? [] : slotsOf(series, metric, walk(series, metric, values), to_s);
  });
}

function walk(series: UsageSeries, metric: UsageMetric, values: Float64Array): UsageModel {
  const model = usageModel(modelConfigOf(metric, series.window_s));
  values.forEach((value, window) => {
    const slot = slotOf(series.from_s + window * series.window_s, series.window_s);
    model.step(slot, Number.isNaN(value) ? undefined : value);
  });
  return model;
}

/** A metric that the feed never gave has no baseline. */
function slotsOf(series: UsageSeries, metric: UsageMetric, model: UsageModel, to_s: number): Row[] {
  const { tenant, source, app_id, window_s } = series;
  const { slots } = modelConfigOf(metric, window_s).season;
  const rows: Row[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const { expected, low, high, state } = model.range(slot);
    if (expected === undefined) continue;
    const key = { tenant, source, app_id, metric, window_s, slot };
    rows.push({ ...key, expected, low, high, samples: model.samples(slot), state, trained_at: to_s * 1000 });
  }
  return rows;
}
