import { THRESHOLD } from "../../../pipeline/detect/series/episodes.ts";
import { seriesDetector } from "../../../pipeline/detect/series/series-detector.ts";
import type { UsageSeries } from "../../../pipeline/stats/usage/table.ts";

/** Whether a window is odd by the windows of the same series before it. */
export interface SimpleRule {
  readonly name: string;
  /** Of days or of hours. */
  readonly window_s: number;
  readonly judge: (values: Float64Array, starts_s: UsageSeries["starts_s"]) => (window: number) => boolean;
}

const HOUR_S = 3600;
const DAY_S = 86_400;
const DAYS_A_WEEK = 7;
/** The least a simple rule is shown before it may speak, as ours: a week. */
const FEWEST_HOURS = 168;

/** So many times the day before. */
function moreThanYesterday(percent: number): SimpleRule {
  return {
    name: `${percent} % more than yesterday`,
    window_s: DAY_S,
    judge: (values) => (day) => day > 0 && (values[day] ?? 0) > (1 + percent / 100) * (values[day - 1] ?? 0),
  };
}

/** Beyond the mean of the last seven days by so many standard deviations. */
function beyondLastWeek(sigmas: number): SimpleRule {
  return {
    name: `previous week's mean + ${sigmas} standard deviations`,
    window_s: DAY_S,
    judge: (values) => (day) => day >= DAYS_A_WEEK && isBeyond(values, day - DAYS_A_WEEK, day, sigmas),
  };
}

/** Beyond the mean of all hours so far. */
function zScore(sigmas: number): SimpleRule {
  return {
    name: `z-score of the hour above ${sigmas}`,
    window_s: HOUR_S,
    judge: (values) => (hour) => hour >= FEWEST_HOURS && isBeyond(values, 0, hour, sigmas),
  };
}

/** What `tidemark score` says of the hours as it says it of any numbers, without our models of usage. */
const SCORE: SimpleRule = {
  name: "`score` on each metric's hours",
  window_s: HOUR_S,
  judge: (values, starts_s) => {
    const detector = seriesDetector();
    const odd = Array.from(values, (value, hour) => {
      const at_ms = (starts_s[hour] ?? 0) * 1000;
      return detector.step({ at_ms, value: Number.isNaN(value) ? undefined : value }).score >= THRESHOLD;
    });
    return (hour) => odd[hour] === true;
  },
};

export const SIMPLE_RULES: readonly SimpleRule[] = [
  SCORE,
  moreThanYesterday(50),
  moreThanYesterday(200),
  beyondLastWeek(2),
  beyondLastWeek(3),
  zScore(3),
  zScore(6),
];

function isBeyond(values: Float64Array, from: number, at: number, sigmas: number): boolean {
  let [sum, squares, known] = [0, 0, 0];
  for (let i = from; i < at; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    sum += value;
    squares += value * value;
    known++;
  }
  if (known < 2) return false;
  const mean = sum / known;
  const sigma = Math.sqrt(Math.max(0, squares / known - mean * mean));
  return (values[at] ?? 0) > mean + sigmas * sigma && (values[at] ?? 0) > mean;
}

/** When any of the metrics that grow with work is odd. */
export function oddWindows(rule: SimpleRule, series: UsageSeries): number[] {
  const metrics = [series.metrics.calls, series.metrics.errors, series.metrics.bytes_read];
  const windows = Array.from({ length: series.windows }, (_, window) => window);
  const judges = metrics.flatMap((values) => (values === undefined ? [] : [rule.judge(values, series.starts_s)]));
  return windows.filter((window) => judges.some((isOdd) => isOdd(window)));
}
