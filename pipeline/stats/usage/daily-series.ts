import { ADDITIVE_METRICS, DAY_S } from "./metrics.ts";
import type { UsageSeries } from "./table.ts";

/** Places of what is remembered of the day under way: a sum for each of `ADDITIVE_METRICS`, then these. */
const EVENTS = ADDITIVE_METRICS.length;
const STATUS = EVENTS + 1;
const START = EVENTS + 2;
const SLOT = EVENTS + 3;
const LIKE = EVENTS + 4;

/** Before the first midnight; a day with all hours known so far; a day with a dead hour. */
const PARTIAL = 0;
const WHOLE = 1;
const DEAD = 2;

const HOURS_A_DAY = 24;

/** What the day under way is at first; kept by who goes on with a series in the middle of a day. */
export const NO_DAY: readonly number[] = [...ADDITIVE_METRICS.map(() => Number.NaN), 0, PARTIAL, 0, 0, 0];

/**
 * Local days of a series, each the sum of its hours, from the first whole one; a day with a dead hour is absent. A series
 * may come in parts: `under_way` holds the day that a part ends in.
 */
export function dailySeries(hourly: UsageSeries, under_way: Float64Array = Float64Array.from(NO_DAY)): UsageSeries {
  const days: Float64Array[] = [];
  const columns = ADDITIVE_METRICS.map((name) => hourly.metrics[name]);
  for (let hour = 0; hour < hourly.windows; hour++) {
    if (hourly.begins_day[hour] === 1) beginDay(hourly, hour, under_way);
    if (under_way[STATUS] === PARTIAL) continue;
    addHour(columns, hourly.events, hour, under_way);
    if (hourly.begins_day[hour + 1] === 1) days.push(under_way.slice());
  }
  const sum = (place: number): Float64Array =>
    Float64Array.from(days, (day) => (day[STATUS] === DEAD ? Number.NaN : (day[place] ?? Number.NaN)));
  return {
    window_s: DAY_S,
    from_s: days[0]?.[START] ?? hourly.from_s,
    windows: days.length,
    starts_s: Uint32Array.from(days, (day) => day[START] ?? 0),
    slots: Uint8Array.from(days, (day) => day[SLOT] ?? 0),
    like: Uint8Array.from(days, (day) => day[LIKE] ?? 0),
    begins_day: new Uint8Array(days.length + 1).fill(1),
    metrics: Object.fromEntries(ADDITIVE_METRICS.map((name, place) => [name, sum(place)])),
    events: sum(EVENTS),
  };
}

function beginDay({ starts_s, slots, like }: UsageSeries, hour: number, under_way: Float64Array): void {
  under_way.fill(Number.NaN);
  under_way[EVENTS] = 0;
  under_way[STATUS] = WHOLE;
  under_way[START] = starts_s[hour] ?? 0;
  under_way[SLOT] = Math.floor((slots[hour] ?? 0) / HOURS_A_DAY);
  under_way[LIKE] = Math.floor((like[hour] ?? 0) / HOURS_A_DAY);
}

/** Place of the calls among the metrics that are summed. */
const CALLS = ADDITIVE_METRICS.indexOf("calls");

/** A day in which any hour's calls are absent (the feed was dead) is dead; a metric that was never given in it has no sum. */
function addHour(
  columns: readonly (Float64Array | undefined)[],
  events: Float64Array,
  hour: number,
  under_way: Float64Array,
): void {
  if (Number.isNaN(columns[CALLS]?.[hour] ?? Number.NaN)) under_way[STATUS] = DEAD;
  for (let metric = 0; metric < columns.length; metric++) {
    const value = columns[metric]?.[hour] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const sum = under_way[metric] ?? Number.NaN;
    under_way[metric] = Number.isNaN(sum) ? value : sum + value;
  }
  under_way[EVENTS] = (under_way[EVENTS] ?? 0) + (events[hour] ?? 0);
}
