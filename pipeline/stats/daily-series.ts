import { ADDITIVE_METRICS, DAY_S, HOUR_S } from "./usage-metrics.ts";
import type { UsageSeries } from "./usage-table.ts";

/** Places of what is remembered of the day under way: a sum for each of `ADDITIVE_METRICS`, then these. */
const EVENTS = ADDITIVE_METRICS.length;
const STATUS = EVENTS + 1;

/** Before the first midnight; a day with all hours known so far; a day with a dead hour. */
const PARTIAL = 0;
const WHOLE = 1;
const DEAD = 2;

/** What the day under way is at first; kept by who goes on with a series in the middle of a day. */
export const NO_DAY: readonly number[] = [...ADDITIVE_METRICS.map(() => Number.NaN), 0, PARTIAL];

/**
 * Days of a series, the sum of 24 hours each, from its first whole UTC day; a day with a dead hour is absent. A series
 * may come in parts: `under_way` holds the day that a part ends in.
 */
export function dailySeries(hourly: UsageSeries, under_way: Float64Array = Float64Array.from(NO_DAY)): UsageSeries {
  const sums = ADDITIVE_METRICS.map((): number[] => []);
  const events: number[] = [];
  let from_s = hourly.from_s;
  for (let hour = 0; hour < hourly.windows; hour++) {
    const at_s = hourly.from_s + hour * HOUR_S;
    if (at_s % DAY_S === 0) under_way.set(BEGIN);
    if (under_way[STATUS] === PARTIAL) continue;
    addHour(hourly, hour, under_way);
    if ((at_s + HOUR_S) % DAY_S !== 0) continue;
    if (events.length === 0) from_s = at_s + HOUR_S - DAY_S;
    const is_dead = under_way[STATUS] === DEAD;
    sums.forEach((days, metric) => {
      days.push(is_dead ? Number.NaN : (under_way[metric] ?? Number.NaN));
    });
    events.push(is_dead ? Number.NaN : (under_way[EVENTS] ?? 0));
  }
  return {
    ...hourly,
    window_s: DAY_S,
    from_s,
    windows: events.length,
    metrics: Object.fromEntries(ADDITIVE_METRICS.map((name, i) => [name, Float64Array.from(sums[i] ?? [])])),
    events: Float64Array.from(events),
  };
}

const BEGIN: readonly number[] = [...ADDITIVE_METRICS.map(() => Number.NaN), 0, WHOLE];

/** A day in which any hour's calls are absent (the feed was dead) is dead; a metric that was never given in it has no sum. */
function addHour({ metrics, events }: UsageSeries, hour: number, under_way: Float64Array): void {
  if (Number.isNaN(metrics.calls?.[hour] ?? Number.NaN)) under_way[STATUS] = DEAD;
  ADDITIVE_METRICS.forEach((name, metric) => {
    const value = metrics[name]?.[hour] ?? Number.NaN;
    const sum = under_way[metric] ?? Number.NaN;
    if (!Number.isNaN(value)) under_way[metric] = Number.isNaN(sum) ? value : sum + value;
  });
  under_way[EVENTS] = (under_way[EVENTS] ?? 0) + (events[hour] ?? 0);
}
