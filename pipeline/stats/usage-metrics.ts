import { DAY_OF_WEEK, HOUR_OF_WEEK } from "./season-profile.ts";
import type { UsageModelConfig } from "./usage-model.ts";

export const HOUR_S = 3600;
export const DAY_S = 86_400;
/** 1970-01-01 was a Thursday, three days after a Monday. */
const EPOCH_WEEKDAY = 3;

/** What is measured of every app, from the usage tables. */
export const USAGE_METRICS = ["calls", "errors", "bytes_read", "bytes_written", "users", "resources"] as const;
export type UsageMetric = (typeof USAGE_METRICS)[number];

/** Metrics whose day is the sum of its hours; distinct counts are not. */
export const ADDITIVE_METRICS = [
  "calls",
  "errors",
  "bytes_read",
  "bytes_written",
] as const satisfies readonly UsageMetric[];

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
  smallest_excess: 10,
  grain: { kind: "one" },
  adapt_after_windows: 48,
  late_work_windows: 24,
};

const MEGABYTE = 1e6;

/** A volume is the sum of a few large things: a fiftieth of a busy hour stands for one of them. */
const HOURLY_VOLUME: UsageModelConfig = {
  ...HOURLY_COUNT,
  smallest_excess: 5 * MEGABYTE,
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
  smallest_excess: 30,
  adapt_after_windows: 5,
  late_work_windows: 2,
};

const DAILY_VOLUME: UsageModelConfig = {
  ...DAILY_COUNT,
  smallest_excess: 20 * MEGABYTE,
  grain: { kind: "share_of_busy", share: 1 / 50 },
};

/** Six failed calls more than usual are worth a look where six more calls are not. */
const SMALLEST_ERROR_EXCESS = { hour: 6, day: 15 } as const;

export function modelConfigOf(metric: UsageMetric, window_s: number): UsageModelConfig {
  if (metric === "errors") {
    return window_s === DAY_S
      ? { ...DAILY_COUNT, smallest_excess: SMALLEST_ERROR_EXCESS.day }
      : { ...HOURLY_COUNT, smallest_excess: SMALLEST_ERROR_EXCESS.hour };
  }
  const volume = metric === "bytes_read" || metric === "bytes_written";
  if (window_s === DAY_S) return volume ? DAILY_VOLUME : DAILY_COUNT;
  return volume ? HOURLY_VOLUME : HOURLY_COUNT;
}
