import { dailySeries } from "../../../stats/usage/daily-series.ts";
import {
  ADDITIVE_METRICS,
  BUSIEST_METRICS,
  DAY_S,
  FIVE_MINUTES_S,
  HOUR_S,
  isBusiest,
  SERIES_METRICS,
  type SeriesMetric,
  usageMetricOf,
} from "../../../stats/usage/metrics.ts";
import type { SaidAt } from "../../../stats/usage/said-windows.ts";
import type { UsageSeries } from "../../../stats/usage/table.ts";
import { type Judge, walkWindows } from "../../../stats/usage/walk-windows.ts";
import { DEVIATION_SCORE, type Deviation, type DeviationMetric, scoreOf } from "../deviation.ts";
import type { AppModels } from "./app-models.ts";
import { PEER_METRICS, type PeerMetric, type Peers } from "./peers.ts";

/** Whose series it is, and what is known around it when it is scored. */
export interface SeriesContext {
  readonly tenant: string;
  readonly source: string;
  readonly app_id: string;
  readonly peers: Peers;
  /** Since when the feed is known. */
  readonly feed_from_s: number;
  /** Deviations before this are not wanted, but learned from. */
  readonly from_s: number;
  /** What people said of its windows. */
  readonly said?: SaidAt | undefined;
}

/** An app that appears this long after its feed is new; before, everything appears for the first time. */
const NEW_AFTER_S = 7 * DAY_S;
/** Until then an app has no usual of its own (the learning time of the hourly model). */
export const NEWCOMER_S = 14 * DAY_S;
/** Places of the events so far. */
const HOURS = 0;
const DAYS = 1;

/** All deviations of one app in one feed, each judged by what came before its window only. The models learn it. */
export function scoreSeries(hourly: UsageSeries, context: SeriesContext, models: AppModels): Deviation[] {
  const found: Deviation[] = [];
  const collect = collector(hourly, context, runningSum(hourly.events, models.basis, HOURS), found);
  for (const metric of SERIES_METRICS)
    scoreMetric(hourly, metric, models.model(metric, HOUR_S).surprise, context.said, collect);
  if (Number.isNaN(beginOf(models))) models.begin_s[0] = hourly.from_s;
  if (isNewcomer(beginOf(models), context.feed_from_s, hourly.from_s)) {
    for (const metric of PEER_METRICS) scoreNewcomer(hourly, metric, models, context, collect);
  }
  scoreAbsence(hourly, models, context.said, collect);
  const daily = dailySeries(hourly, models.day);
  const collectDay = collector(daily, context, runningSum(daily.events, models.basis, DAYS), found);
  for (const metric of ADDITIVE_METRICS)
    scoreMetric(daily, metric, models.model(metric, DAY_S).surprise, context.said, collectDay);
  SERIES_METRICS.forEach((metric, i) => {
    if (hourly.metrics[metric]?.some((value) => !Number.isNaN(value))) models.given[i] = 1;
  });
  return found;
}

/** The busiest five minutes so far of an hour that has not ended. The models stay as they are. */
export function scoreBusiest(hour: UsageSeries, context: SeriesContext, models: AppModels): Deviation[] {
  const found: Deviation[] = [];
  const collect = collector(hour, context, runningSum(hour.events, models.basis, HOURS), found);
  for (const metric of BUSIEST_METRICS) {
    const { surprise } = models.model(metric, HOUR_S);
    scoreMetric(hour, metric, (slot, amount, like) => surprise(slot, amount, like, "never"), context.said, collect);
  }
  return found;
}

/** When the app began whose models these are. */
export function beginOf({ begin_s }: AppModels): number {
  return begin_s[0] ?? Number.NaN;
}

/** Whether an app that began then, in a feed that was there before it, is held against its peers at that time. */
export function isNewcomer(begin_s: number, feed_from_s: number, at_s: number): boolean {
  return begin_s - feed_from_s >= NEW_AFTER_S && at_s - begin_s < NEWCOMER_S;
}

type Facts = Pick<Deviation, "metric" | "observed" | "expected" | "direction" | "state"> & {
  readonly border: number;
  readonly other?: number | undefined;
  /** Where it is not that of the series. */
  readonly window_s?: number;
};
type Collect = (window: number, facts: Facts) => void;

function collector(series: UsageSeries, context: SeriesContext, basis: Float64Array, found: Deviation[]): Collect {
  const { tenant, source, app_id } = context;
  return (window, { border, other, ...facts }) => {
    const at_s = series.starts_s[window] ?? 0;
    const score = scoreOf(facts.observed, facts.expected, border);
    if (at_s < context.from_s || score < DEVIATION_SCORE) return;
    if (context.said?.(facts.metric, at_s, at_s + series.window_s).is_hidden) return;
    const [low, high] = facts.direction === "high" ? [other ?? null, border] : [border, other ?? null];
    found.push({
      tenant,
      source,
      app_id,
      window_s: series.window_s,
      at_s,
      low,
      high,
      score,
      basis_events: basis[window] ?? 0,
      ...facts,
    });
  };
}

/** Sums go on from what was counted before, and leave there how far they came. */
function runningSum(values: Float64Array, basis: Float64Array, place: number): Float64Array {
  let sum = basis[place] ?? 0;
  const sums = values.map((value) => {
    sum += Number.isNaN(value) ? 0 : value;
    return sum;
  });
  basis[place] = sum;
  return sums;
}

function scoreMetric(
  series: UsageSeries,
  metric: SeriesMetric,
  judge: Judge,
  said: SaidAt | undefined,
  collect: Collect,
): void {
  const window_s = isBusiest(metric) ? FIVE_MINUTES_S : series.window_s;
  walkWindows(judge, series, metric, said, (window, observed, verdict) => {
    const { expected, low, high, direction, state } = verdict;
    if (direction === "none" || state === "learning" || expected === undefined) return;
    // That no five minutes were as busy as ever says less than that the hour was not.
    if (isBusiest(metric) && direction === "low") return;
    const [border, other] = direction === "high" ? [high, low] : [low, high];
    const of = { metric: usageMetricOf(metric), window_s };
    if (border !== undefined) collect(window, { ...of, observed, expected, direction, state, border, other });
  });
}

/** A number that is there. */
function given(values: Float64Array, window: number): number | undefined {
  const value = values[window];
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function scoreNewcomer(
  series: UsageSeries,
  metric: PeerMetric,
  models: AppModels,
  { tenant, source, peers }: SeriesContext,
  collect: Collect,
): void {
  const values = series.metrics[metric] ?? new Float64Array(0);
  const begin_s = beginOf(models);
  const windows = Math.min(values.length, (begin_s + NEWCOMER_S - series.from_s) / series.window_s);
  for (let window = 0; window < windows; window++) {
    const observed = given(values, window);
    if (observed === undefined) continue;
    const at_s = series.from_s + window * series.window_s;
    const levels = peers.levels(tenant, source, metric, at_s);
    const range = models.newcomer[metric].step(at_s - begin_s, observed, levels);
    if (range === undefined) continue;
    collect(window, {
      metric,
      observed,
      expected: range.expected,
      border: range.high,
      direction: "high",
      state: "learning",
    });
  }
}

function scoreAbsence(
  series: UsageSeries,
  { silence, dormancy }: AppModels,
  said: SaidAt | undefined,
  collect: Collect,
): void {
  const values = series.metrics.calls ?? new Float64Array(0);
  const add = (window: number, metric: DeviationMetric, facts: Omit<Facts, "metric" | "state">): void =>
    collect(window, { metric, state: "ready", ...facts });
  for (let window = 0; window < values.length; window++) {
    const calls = given(values, window);
    const at_s = series.starts_s[window] ?? 0;
    if (calls === undefined || said?.("calls", at_s, at_s + series.window_s).is_absent) continue;
    const silent = mayRest(series, window, calls) ? undefined : silence.step(hourOf(series, window), calls);
    if (silent)
      add(window, "silence", { observed: silent.evidence, expected: 0, border: silent.bar, direction: "high" });
    const back = dormancy.step(at_s, calls);
    if (back === undefined) continue;
    const { idle_days: observed, longest_before_days: expected, bar_days: border } = back;
    add(window, "idle_days", { observed, expected, border, direction: "high" });
  }
}

/** A holiday without a call is no silence. */
function mayRest({ slots, like }: UsageSeries, window: number, calls: number): boolean {
  return calls === 0 && like[window] !== slots[window];
}

function hourOf(
  { slots, begins_day }: UsageSeries,
  window: number,
): { readonly slot: number; readonly ends_day: boolean } {
  return { slot: slots[window] ?? 0, ends_day: begins_day[window + 1] === 1 };
}
