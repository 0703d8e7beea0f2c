import type { UsageModelConfig } from "./model.ts";
import { DAY_OF_WEEK, HOUR_OF_WEEK } from "./season-profile.ts";

export const HOUR_S = 3600;
export const DAY_S = 86_400;
/** 1970-01-01 was a Thursday, three days after a Monday. */
const EPOCH_WEEKDAY = 3;

/** What is measured of every app, from the usage tables. */
export const USAGE_METRICS = [
  "calls",
  "errors",
  "bytes_read",
  "bytes_written",
  "users",
  "resources",
  "sign_in_failures",
  "error_rate",
] as const;
export type UsageMetric = (typeof USAGE_METRICS)[number];

/**
 * The busiest five minutes of an hour, of what adds up. A burst of five minutes hides in the sum of a busy hour,
 * and stands out among the busiest five minutes of all such hours: twelve windows cost no more than one. Errors are
 * among them so that a burst of failing calls is known as that from the beginning.
 */
export const BUSIEST_METRICS = [
  "busiest_calls",
  "busiest_errors",
  "busiest_bytes_read",
  "busiest_bytes_written",
] as const;

/** What has a number an hour. */
export const SERIES_METRICS = [...USAGE_METRICS, ...BUSIEST_METRICS] as const;
export type SeriesMetric = (typeof SERIES_METRICS)[number];

export const FIVE_MINUTES_S = 300;

/** What a series is counted in: what people call the metric. */
export function usageMetricOf(metric: SeriesMetric): UsageMetric {
  switch (metric) {
    case "busiest_calls":
      return "calls";
    case "busiest_errors":
      return "errors";
    case "busiest_bytes_read":
      return "bytes_read";
    case "busiest_bytes_written":
      return "bytes_written";
    default:
      return metric;
  }
}

export function isBusiest(metric: SeriesMetric): boolean {
  return usageMetricOf(metric) !== metric;
}

/** What a metric is; its SQL stands in `queries/usage/series.sql` under its name. A metric that was never given costs nothing. */
interface MetricEntry {
  readonly kind: "count" | "failures" | "volume" | "percentage";
  /** Whether a day is the sum of its hours; distinct counts and shares are not. */
  readonly is_summed: boolean;
  /** What an hour without any row is, once the metric was given and while the feed lives. */
  readonly without_row: "zero" | "absent";
  /** What a row that does not give it is, once it was given. */
  readonly not_given: "zero" | "absent";
}

const COUNT: MetricEntry = { kind: "count", is_summed: true, without_row: "zero", not_given: "absent" };

export const METRIC_ENTRIES: Readonly<Record<SeriesMetric, MetricEntry>> = {
  calls: COUNT,
  errors: { ...COUNT, kind: "failures" },
  bytes_read: { ...COUNT, kind: "volume" },
  bytes_written: { ...COUNT, kind: "volume" },
  users: { ...COUNT, is_summed: false },
  resources: { ...COUNT, is_summed: false },
  // Given by rows of sign-ins alone: an hour of other rows had none.
  sign_in_failures: { ...COUNT, kind: "failures", not_given: "zero" },
  // Of few calls or none there is no share.
  error_rate: { kind: "percentage", is_summed: false, without_row: "absent", not_given: "absent" },
  busiest_calls: { ...COUNT, is_summed: false },
  busiest_errors: { ...COUNT, kind: "failures", is_summed: false },
  busiest_bytes_read: { ...COUNT, kind: "volume", is_summed: false },
  busiest_bytes_written: { ...COUNT, kind: "volume", is_summed: false },
};

/** Metrics whose day is the sum of its hours. */
export const ADDITIVE_METRICS = USAGE_METRICS.filter((metric) => METRIC_ENTRIES[metric].is_summed);

/** Hour of the week, or day of the week, in which a window begins; Monday 00:00 UTC is 0. */
export function slotOf(at_s: number, window_s: number): number {
  const since_monday_s = at_s + EPOCH_WEEKDAY * DAY_S;
  return Math.floor(since_monday_s / window_s) % ((7 * DAY_S) / window_s);
}

/**
 * 200 apps x 6 metrics x 672 hours are 800,000 windows: at 5 standard deviations (3e-7 a side) chance alone passes the
 * bar once in four weeks of such a company, and a single weak window raises no alert. Of counts with a mean of a few the
 * tail is exact, so that the bar there can be 1e-8. Ten more calls an hour than usual is the least worth a look,
 * whatever the statistics say.
 */
const HOURLY_COUNT: UsageModelConfig = {
  season: HOUR_OF_WEEK,
  sigmas: 5,
  tail_probability: 1e-8,
  learning_windows: 14 * 24,
  settling_windows: 7 * 24,
  smallest_difference: 10,
  grain: { kind: "one" },
  adapt_after_windows: 48,
  late_work_windows: 24,
};

const MEGABYTE = 1e6;

/** A volume is the sum of a few large things: a fiftieth of a busy hour stands for one of them. */
const HOURLY_VOLUME: UsageModelConfig = {
  ...HOURLY_COUNT,
  smallest_difference: 5 * MEGABYTE,
  grain: { kind: "share_of_busy", share: 1 / 50 },
};

/** A day gathers what its hours show too weakly each: an excess of half an hour's bar in every hour is plenty. */
const DAILY_COUNT: UsageModelConfig = {
  ...HOURLY_COUNT,
  season: DAY_OF_WEEK,
  sigmas: 5,
  tail_probability: 1e-8,
  learning_windows: 14,
  settling_windows: 7,
  smallest_difference: 30,
  adapt_after_windows: 5,
  late_work_windows: 2,
};

const DAILY_VOLUME: UsageModelConfig = {
  ...DAILY_COUNT,
  smallest_difference: 20 * MEGABYTE,
  grain: { kind: "share_of_busy", share: 1 / 50 },
};

/** Six failed calls more than usual are worth a look where six more calls are not. */
const SMALLEST_ERROR_EXCESS = { hour: 6, day: 15 } as const;

/**
 * Of a hundred calls, the failed ones scatter like a count: a share of that many or more is never wider. Ten of a hundred
 * more than usual are the least worth a look. A share that was low for an hour makes up for nothing in the next. Only
 * hours of work have one: two weeks of them are some eighty.
 */
const HOURLY_PERCENTAGE: UsageModelConfig = {
  ...HOURLY_COUNT,
  learning_windows: 80,
  settling_windows: 40,
  late_work_windows: 1,
};

export function modelConfigOf(metric: SeriesMetric, window_s: number): UsageModelConfig {
  const { kind } = METRIC_ENTRIES[metric];
  return window_s === DAY_S ? DAILY[kind] : HOURLY[kind];
}

const HOURLY: Readonly<Record<MetricEntry["kind"], UsageModelConfig>> = {
  count: HOURLY_COUNT,
  failures: { ...HOURLY_COUNT, smallest_difference: SMALLEST_ERROR_EXCESS.hour },
  volume: HOURLY_VOLUME,
  percentage: HOURLY_PERCENTAGE,
};

const DAILY: typeof HOURLY = {
  count: DAILY_COUNT,
  failures: { ...DAILY_COUNT, smallest_difference: SMALLEST_ERROR_EXCESS.day },
  volume: DAILY_VOLUME,
  percentage: DAILY_COUNT,
};
