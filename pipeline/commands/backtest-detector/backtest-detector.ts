import { writeFile } from "node:fs/promises";
import { appRhythms } from "../../../queries/usage/app-rhythms.ts";
import { feedHours } from "../../../queries/usage/feed-hours.ts";
import { usageSeries } from "../../../queries/usage/series.ts";
import { type Episode, findEpisodes } from "../../alert/episode.ts";
import { AppError } from "../../core/errors.ts";
import type { QueryReader } from "../../core/ports.ts";
import { appOf } from "../../detect/usage/detect-usage.ts";
import { type DetectionSettings, readSettings } from "../../detect/usage/detection-settings.ts";
import type { Deviation } from "../../detect/usage/deviation.ts";
import { withFiveMinutes } from "../../detect/usage/five-minutes.ts";
import { detectBlock } from "../../detect/usage/live/detect-block.ts";
import { type JudgedHour, replayApp } from "../../detect/usage/replay-app.ts";
import { feedLives } from "../../stats/usage/feed-life.ts";
import { historyBlocks } from "../../stats/usage/history.ts";
import {
  FIVE_MINUTES_S,
  isBusiest,
  SERIES_METRICS,
  type SeriesMetric,
  usageMetricOf,
} from "../../stats/usage/metrics.ts";
import { readUsageTable, seriesRanges } from "../../stats/usage/table.ts";
import { type CommandContext, printResult } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { appKind } from "./app-kind.ts";
import { drawSeries } from "./draw-series.ts";
import { type DetectorReport, type Plot, reportPage } from "./report-page.ts";

export interface BacktestDetectorOptions {
  readonly tenant: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly out: string;
  readonly plots: number;
}

interface Span {
  readonly tenant: string;
  readonly from_s: number;
  readonly to_s: number;
}

const HOUR_S = 3600;
const MOST_SCORE = 100;
const WEEK_S = 7 * 86_400;
/** From the border of a range to where one window is enough, and beyond. */
const THRESHOLDS = [50, 55, 60, 67, 75, 80, 90] as const;

/** What the detector would have found in a span, as a page to look at. Writes nothing to the store. */
export async function backtestDetectorCommand(
  context: CommandContext,
  options: BacktestDetectorOptions,
): Promise<void> {
  const { tenant, out } = options;
  const from_s = Math.ceil(options.from_ms / 1000 / HOUR_S) * HOUR_S;
  const to_s = Math.floor(options.to_ms / 1000 / HOUR_S) * HOUR_S;
  if (to_s <= from_s) throw new AppError("wrong_usage", "--to has to be at least an hour later than --from.");
  await withWorkspace(context, { role: "backtest" }, async ({ store }) => {
    const span = { tenant, from_s, to_s };
    const settings = await readSettings(store.reader);
    const deviations = await replay(context, store.reader, span, settings);
    const report = await reportOf(store.reader, span, deviations);
    const plots = await drawStrongest(store.reader, span, settings, strongest(deviations, options.plots));
    await writeFile(out, reportPage(report, plots));
    printResult(context, { ...report, out }, `${report.alerts} alerts of ${report.windows} windows; see ${out}\n`);
  });
}

async function replay(
  { terminal }: CommandContext,
  reader: QueryReader,
  { tenant, from_s, to_s }: Span,
  settings: DetectionSettings,
): Promise<readonly Deviation[]> {
  const writer = { insert: () => Promise.reject(new Error("a back-test writes nothing")) };
  const found: Deviation[] = [];
  for (const block of historyBlocks(from_s, to_s)) {
    const deps = { reader, writer, clock: { now_ms: Date.now } };
    const { deviations } = await detectBlock(deps, { ...block, tenant, settings });
    for (const deviation of await withFiveMinutes(reader, deviations)) found.push(deviation);
    terminal.err(`${iso(block.to_s)}: ${found.length} windows outside their range\n`);
  }
  return found;
}

async function reportOf(reader: QueryReader, span: Span, deviations: readonly Deviation[]): Promise<DetectorReport> {
  const { tenant, from_s, to_s } = span;
  const rhythms = await reader.rows(appRhythms, span);
  const kinds = new Map(rhythms.map((rhythm) => [rhythm.app_id, appKind(rhythm, (to_s - from_s) / HOUR_S)]));
  const alerts = alertsAt(deviations, 0);
  const weeks = (to_s - from_s) / WEEK_S;
  const rows = [...new Set(kinds.values())].sort().map((kind) => {
    const apps = [...kinds.values()].filter((one) => one === kind).length;
    const raised = alerts.filter(({ app_id }) => kinds.get(app_id) === kind).length;
    return { kind, apps, alerts: raised, "alerts per 100 apps and week": rate(raised, apps, weeks) };
  });
  const thresholds = THRESHOLDS.map((score) => {
    const raised = alertsAt(deviations, score).length;
    const windows = deviations.filter((deviation) => deviation.score >= score).length;
    return { score, windows, alerts: raised, "alerts per 100 apps and week": rate(raised, rhythms.length, weeks) };
  });
  const totals = { apps: rhythms.length, windows: deviations.length, alerts: alerts.length };
  return { tenant, from: iso(from_s), to: iso(to_s), ...totals, thresholds, kinds: rows };
}

function alertsAt(deviations: readonly Deviation[], least_score: number): readonly Episode[] {
  const counted = deviations.filter(({ score }) => score >= least_score);
  return findEpisodes(
    counted.map(({ basis_events: revision, ...deviation }) => ({
      ...deviation,
      contributors: "",
      withdrawn: 0,
      revision,
    })),
  );
}

function rate(alerts: number, apps: number, weeks: number): number {
  return apps === 0 ? 0 : Math.round((alerts * 10_000) / (apps * weeks)) / 100;
}

/** The strongest window of each app and metric that has a series to draw: first those above their range, which alert. */
function strongest(deviations: readonly Deviation[], plots: number): readonly Deviation[] {
  const best = new Map<string, Deviation>();
  for (const deviation of deviations) {
    const key = JSON.stringify([deviation.source, deviation.app_id, deviation.metric]);
    const before = best.get(key);
    if (metricOf(deviation) && (before === undefined || rank(before) < rank(deviation))) best.set(key, deviation);
  }
  return [...best.values()].sort((a, b) => rank(b) - rank(a) || (a.app_id < b.app_id ? -1 : 1)).slice(0, plots);
}

function rank({ direction, score }: Deviation): number {
  return (direction === "high" ? MOST_SCORE : 0) + score;
}

function metricOf({ metric, window_s }: Deviation): SeriesMetric | undefined {
  const is_busiest = window_s === FIVE_MINUTES_S;
  return SERIES_METRICS.find((known) => usageMetricOf(known) === metric && isBusiest(known) === is_busiest);
}

async function drawStrongest(
  reader: QueryReader,
  { tenant, from_s, to_s }: Span,
  settings: DetectionSettings,
  chosen: readonly Deviation[],
): Promise<readonly Plot[]> {
  const hours = new Map<Deviation, JudgedHour[]>(chosen.map((deviation) => [deviation, []]));
  const whole_apps = [...new Set(chosen.map(({ app_id }) => app_id))];
  for (const block of historyBlocks(from_s, to_s)) {
    const history = { tenant, from_s: block.history_from_s, to_s: block.to_s };
    const lifeOf = feedLives(await reader.rows(feedHours, history));
    const named = { tenant, first_app: "", last_app: "", history_from_s: block.history_from_s, whole_apps };
    const arrow = await reader.arrow(usageSeries, { ...named, from_s: block.to_s, to_s: block.to_s });
    const table = readUsageTable(arrow);
    for (const rows of seriesRanges(table)) {
      const { app_id, source } = appOf(table, rows);
      for (const deviation of chosen.filter((one) => one.app_id === app_id && one.source === source)) {
        const metric = metricOf(deviation);
        if (metric) hours.get(deviation)?.push(...replayApp(table, rows, metric, block, { lifeOf, settings }));
      }
    }
  }
  return chosen.map((deviation) => plotOf(deviation, hours.get(deviation) ?? []));
}

function plotOf({ app_id, source, metric, window_s, score }: Deviation, hours: readonly JudgedHour[]): Plot {
  const odd = hours.filter(({ observed, low, high }) => observed > (high ?? observed) || observed < (low ?? observed));
  const svg = drawSeries(hours, new Set(odd.map(({ at_s }) => at_s)));
  const amount = window_s === FIVE_MINUTES_S ? `${metric} in the busiest five minutes of` : metric;
  return { title: `${app_id}, ${amount} an hour (${source}), strongest window ${score}`, svg };
}

function iso(at_s: number): string {
  return new Date(at_s * 1000).toISOString();
}
