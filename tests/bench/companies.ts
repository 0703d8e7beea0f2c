import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { findEpisodes } from "../../pipeline/alert/episode.ts";
import {
  type Evaluation,
  evaluate,
  type RaisedAlert,
  type Truth,
} from "../../pipeline/commands/evaluate/evaluation.ts";
import { detectUsage } from "../../pipeline/detect/usage/detect-usage.ts";
import { simulateCompany } from "../../pipeline/simulate/company.ts";
import { dailySeries } from "../../pipeline/stats/daily-series.ts";
import { hourlySeries, seriesRanges, type UsageTable, wholeSeries } from "../../pipeline/stats/usage-table.ts";
import type { Benchmark } from "./benchmark.ts";
import { companyUsage } from "./companies/company-usage.ts";
import { oddWindows, SIMPLE_RULES, type SimpleRule } from "./companies/simple-rules.ts";

/** Nothing was ever tuned on these. */
const FRESH_SEEDS = "71,72,73";
const DAYS = 28;
const HOUR_S = 3600;
const DAY_S = 86_400;
/** A Monday after the month's end, so that both are in. */
const END_MS = Date.UTC(2026, 10, 9);
const MOST_FALSE_ALARMS = 1;
const DOCUMENT = new URL("../../docs/detection-quality.md", import.meta.url);
const [BEGIN, END] = ["<!-- companies: begin -->", "<!-- companies: end -->"];

interface Score {
  readonly method: string;
  readonly planted: number;
  readonly found: number;
  readonly missed: readonly string[];
  /** Hours after which half of what was found was known. */
  readonly hours_to_detect: number;
  readonly false_alarms_per_100_apps_week: number;
}

/** The same made-up companies judged by us and by simple rules. `--write` renews the table in docs/detection-quality.md. */
export const companies: Benchmark = async (words) => {
  const options = {
    seeds: { type: "string", default: FRESH_SEEDS },
    apps: { type: "string", default: "100" },
    write: { type: "boolean", default: false },
  } as const;
  const { values } = parseArgs({ args: [...words], options });
  const apps = Number(values.apps);
  const results = new Map<string, Result[]>();
  for (const seed of values.seeds.split(",").map(Number)) {
    for (const [method, result] of judgeCompany(seed, apps)) {
      results.set(method, [...(results.get(method) ?? []), result]);
    }
  }
  const scores = [...results].map(([method, all]) => scoreOf(method, all, apps));
  const [ours] = scores;
  if (values.write) await writeTable(scores, values.seeds, apps);
  const passed =
    ours !== undefined && ours.missed.length === 0 && ours.false_alarms_per_100_apps_week <= MOST_FALSE_ALARMS;
  return { bench: "companies", seeds: values.seeds, apps, days: DAYS, scores, passed };
};

interface KnownAlert extends RaisedAlert {
  /** When the window had ended that was enough. */
  readonly known_s: number;
}

interface Result extends Evaluation {
  /** Of each attack that was found, from its beginning. */
  readonly hours: readonly number[];
}

function judge(truth: Truth, alerts: readonly KnownAlert[]): Result {
  const result = evaluate(truth, alerts);
  const hours = result.found.map(({ app_id, scenario }) => {
    const attack = truth.scenarios.find((one) => one.app_id === app_id && one.scenario === scenario);
    const [from_s, to_s] = [attack?.from, attack?.to].map((text) => Date.parse(text ?? "") / 1000);
    const known = alerts.filter((alert) => alert.app_id === app_id && overlaps(alert, from_s ?? 0, to_s ?? 0));
    return Math.max(0, Math.min(...known.map(({ known_s }) => known_s)) - (from_s ?? 0)) / HOUR_S;
  });
  return { ...result, hours };
}

function judgeCompany(seed: number, apps: number): [string, Result][] {
  const company = simulateCompany({ seed, apps, days: DAYS, end_ms: END_MS, tenant: "contoso" });
  const truth = { scenarios: company.truth.scenarios.map((scenario) => ({ ...scenario })) };
  const table = companyUsage(company.events());
  const ours: [string, Result] = ["Tidemark", judge(truth, ourAlerts(table))];
  return [ours, ...SIMPLE_RULES.map((rule): [string, Result] => [rule.name, judge(truth, simpleAlerts(rule, table))])];
}

function overlaps(alert: RaisedAlert, from_s: number, to_s: number): boolean {
  const [first_s, last_s] = [alert.first_activity_at, alert.last_activity_at].map((text) => Date.parse(text) / 1000);
  return (first_s ?? 0) <= to_s + HOUR_S && (last_s ?? 0) >= from_s - HOUR_S;
}

/** Every alert that usage raises, whatever it is called. */
function ourAlerts(table: UsageTable): KnownAlert[] {
  const span = { from_s: END_MS / 1000 - DAYS * DAY_S, to_s: END_MS / 1000 };
  const deviations = detectUsage(table, span).map(({ basis_events: revision, ...deviation }) => ({
    ...deviation,
    contributors: "",
    withdrawn: 0,
    revision,
  }));
  return findEpisodes(deviations).map(({ app_id, first_s, last_s, grounds }) => {
    const known_s = Math.max(...grounds.map(({ at_s, window_s }) => at_s + window_s));
    return alertOf(app_id, first_s, last_s, known_s);
  });
}

/** Odd windows of an app, joined where less than a day lies between them: one alert each. */
function simpleAlerts(rule: SimpleRule, table: UsageTable): KnownAlert[] {
  const alerts: KnownAlert[] = [];
  for (const rows of seriesRanges(table)) {
    const part = wholeSeries(table, rows, END_MS / 1000);
    const hourly = hourlySeries(table, rows, part, () => true);
    const series = rule.window_s === DAY_S ? dailySeries(hourly) : hourly;
    const starts = oddWindows(rule, series).map((window) => series.starts_s[window] ?? 0);
    const app_id = table.app_id[rows.from] ?? "";
    for (const [first_s, last_s] of joined(starts, rule.window_s))
      alerts.push(alertOf(app_id, first_s, last_s, first_s + rule.window_s));
  }
  return alerts;
}

function joined(starts: readonly number[], window_s: number): [number, number][] {
  const spans: [number, number][] = [];
  for (const start of starts) {
    const last = spans.at(-1);
    if (last && start <= last[1] + DAY_S) last[1] = start + window_s;
    else spans.push([start, start + window_s]);
  }
  return spans;
}

function alertOf(app_id: string, first_s: number, last_s: number, known_s: number): KnownAlert {
  const [first_activity_at, last_activity_at] = [first_s, last_s].map((at_s) => new Date(at_s * 1000).toISOString());
  return {
    app_id,
    detection: "usage",
    reference: null,
    known_s,
    first_activity_at: first_activity_at ?? "",
    last_activity_at: last_activity_at ?? "",
  };
}

function scoreOf(method: string, results: readonly Result[], apps: number): Score {
  const found = results.flatMap((result) => result.found);
  const missed = results.flatMap((result) => result.missed);
  const hours = results.flatMap((result) => result.hours).sort((a, b) => a - b);
  const false_alarms = results.flatMap((result) => result.false_alarms).length;
  const weeks = (results.length * DAYS) / 7;
  return {
    method,
    planted: found.length + missed.length,
    found: found.length,
    missed: missed.map(({ scenario }) => scenario),
    hours_to_detect: Math.round((hours[Math.floor(hours.length / 2)] ?? 0) * 10) / 10,
    false_alarms_per_100_apps_week: Math.round((false_alarms * 10_000) / (apps * weeks)) / 100,
  };
}

async function writeTable(scores: readonly Score[], seeds: string, apps: number): Promise<void> {
  const text = await readFile(DOCUMENT, "utf8");
  const rows = scores.map(
    ({ method, found, planted, hours_to_detect, false_alarms_per_100_apps_week: rate }) =>
      `| ${method} | ${found} of ${planted} | ${hours_to_detect} | ${rate} |`,
  );
  const table = [
    `Seeds ${seeds}, ${apps} apps, ${DAYS} days, a month's end and four Mondays in them.`,
    "",
    "| method | found | hours until half of it was known | false alarms per 100 apps and week |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
  const [before = "", rest = ""] = text.split(BEGIN);
  await writeFile(DOCUMENT, `${before}${BEGIN}\n\n${table}\n\n${END}${rest.split(END)[1] ?? ""}`);
}
