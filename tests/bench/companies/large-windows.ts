import type { UsageMetric } from "../../../pipeline/stats/usage/metrics.ts";
import { type RowRange, seriesRanges, type UsageTable } from "../../../pipeline/stats/usage/table.ts";

/** From one moment until before another, in epoch seconds. */
export interface Span {
  readonly from_s: number;
  readonly to_s: number;
}

const HOUR_S = 3600;
const DAY_S = 86_400;
const HOURS_A_DAY = 24;
/** 1970-01-01 was a Thursday: counted from there, days 2 and 3 of each seven are a weekend. */
const WEEKEND: readonly number[] = [2, 3];
/** What the issue asks for: attacks of at least so many times the range. */
const TIMES_THE_RANGE = 3;
/** Where an app never did anything, three times nothing is no attack: an hour of less than this is not worth a look. */
const LEAST_RANGE = { calls: 10, errors: 6, bytes_read: 5e6, bytes_written: 5e6 } as const satisfies Partial<
  Record<UsageMetric, number>
>;
const VOLUMES = ["calls", "errors", "bytes_read", "bytes_written"] as const;

/**
 * When the first hour of a planted span begins that holds more than three times what the app ever did, outside of all
 * planted spans, at that hour or the one before or after it on that kind of day: work that begins early or runs over is
 * ordinary. None where the attack is not one of volume. Goes by the truth and by the whole history, the later part too:
 * what a detector thinks the range is does not count.
 */
export function firstLargeWindow(
  table: UsageTable,
  app_id: string,
  attack: Span,
  planted: readonly Span[],
): number | undefined {
  const starts = [...seriesRanges(table)]
    .filter((rows) => table.app_id[rows.from] === app_id)
    .flatMap((rows) => VOLUMES.flatMap((metric) => largeWindows(table, rows, metric, attack, planted)));
  return starts.length === 0 ? undefined : Math.min(...starts);
}

interface Hour extends Span {
  readonly value: number;
}

function largeWindows(
  table: UsageTable,
  rows: RowRange,
  metric: (typeof VOLUMES)[number],
  attack: Span,
  planted: readonly Span[],
): number[] {
  const hours = hoursOf(table, rows, metric);
  const busiest = new Map<number, number>();
  for (const { from_s, value } of hours.filter((hour) => !planted.some((span) => overlap(span, hour))))
    busiest.set(slotOf(from_s), Math.max(value, busiest.get(slotOf(from_s)) ?? 0));
  const border = (at_s: number): number => {
    const near = [-HOUR_S, 0, HOUR_S].map((beside_s) => busiest.get(slotOf(at_s + beside_s)) ?? 0);
    return Math.max(LEAST_RANGE[metric], ...near);
  };
  return hours
    .filter((hour) => overlap(attack, hour) && hour.value > TIMES_THE_RANGE * border(hour.from_s))
    .map(({ from_s }) => from_s);
}

/** Those in which the feed says anything. */
function hoursOf(table: UsageTable, { from, to }: RowRange, metric: (typeof VOLUMES)[number]): Hour[] {
  const rows = Array.from({ length: to - from }, (_, i) => from + i);
  return rows
    .map((row) => ({ from_s: table.at_s[row] ?? 0, value: table.metrics[metric][row] ?? Number.NaN }))
    .map((hour) => ({ ...hour, to_s: hour.from_s + HOUR_S }))
    .filter(({ value }) => !Number.isNaN(value));
}

function overlap(one: Span, other: Span): boolean {
  return one.from_s < other.to_s && other.from_s < one.to_s;
}

/** Hour of the day, working days and weekends apart. */
function slotOf(at_s: number): number {
  const is_weekend = WEEKEND.includes(Math.floor(at_s / DAY_S) % 7);
  return Math.floor((at_s % DAY_S) / HOUR_S) + (is_weekend ? HOURS_A_DAY : 0);
}
