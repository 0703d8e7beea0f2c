import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { findEpisodes } from "../../pipeline/alert/episode.ts";
import {
  belongs,
  type Evaluation,
  evaluate,
  type RaisedAlert,
  type Truth,
} from "../../pipeline/commands/evaluate/evaluation.ts";
import { detectTable } from "../../pipeline/detect/usage/detect-table.fixture.ts";
import { busierAndBusier } from "../../pipeline/detect/usage/five-minutes.ts";
import { simulateCompany } from "../../pipeline/simulate/company.ts";
import { dailySeries } from "../../pipeline/stats/usage/daily-series.ts";
import { FIVE_MINUTES_S } from "../../pipeline/stats/usage/metrics.ts";
import { hourlySeries, seriesRanges, type UsageTable, wholeSeries } from "../../pipeline/stats/usage/table.ts";
import type { Benchmark } from "./benchmark.ts";
import { type CompanyUsage, companyUsage } from "./companies/company-usage.ts";
import { firstLargeWindow, type Span } from "./companies/large-windows.ts";
import { type QuietTime, quietTimes } from "./companies/quiet-times.ts";
import { oddWindows, SIMPLE_RULES, type SimpleRule } from "./companies/simple-rules.ts";

/** Nothing was ever tuned on these. */
const FRESH_SEEDS = "91,92,93";
const DAYS = 28;
const HOUR_S = 3600;
const DAY_S = 86_400;
/** A Monday after the month's end, so that both are in. */
const END_MS = Date.UTC(2026, 10, 9);
const MOST_FALSE_ALARMS = 1;
/** Of an hour: the one in which an attack is three times the range, and the next. */
const MOST_WINDOWS = 2;
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
  /** Attacks of more than three times the range. */
  readonly large: number;
  /** Of those, known by the end of the second window. */
  readonly large_in_time: number;
  /** False alarms on Monday mornings, at the month's end, on the first day of an app. */
  readonly in_quiet_times: number;
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
  const attacks = (results.get(OURS) ?? []).flatMap((result) => result.attacks);
  if (values.write) await writeTables(scores, attacks, values.seeds, apps);
  const passed = ours !== undefined && isGoodEnough(ours);
  return { bench: "companies", seeds: values.seeds, apps, days: DAYS, scores, attacks, passed };
};

const OURS = "Tidemark";

function isGoodEnough({ missed, large, large_in_time, in_quiet_times, ...ours }: Score): boolean {
  const is_quiet = in_quiet_times === 0 && ours.false_alarms_per_100_apps_week <= MOST_FALSE_ALARMS;
  return missed.length === 0 && large_in_time === large && is_quiet;
}

interface KnownAlert extends RaisedAlert {
  /** When the window had ended that was enough. */
  readonly known_s: number;
}

interface Result extends Evaluation {
  /** Of each attack that was found, from its beginning. */
  readonly hours: readonly number[];
  readonly attacks: readonly Attack[];
  readonly quiet_alarms: readonly { readonly app_id: string; readonly in: readonly QuietTime[] }[];
}

/** A planted attack, and when it was known. */
interface Attack {
  readonly seed: number;
  readonly scenario: string;
  readonly app_id: string;
  /** From the beginning of the attack to the alert; none without one. */
  readonly hours: number | null;
  /** Whether any of its hours is more than three times the range. */
  readonly is_large: boolean;
  /** From the first such hour, which is window 1, to the one that gave the alert; 0: it was known before. */
  readonly windows: number | null;
}

interface Company {
  readonly seed: number;
  readonly truth: Truth;
  readonly table: UsageTable;
}

function judge(company: Company, alerts: readonly KnownAlert[]): Result {
  const { truth, table } = company;
  const result = evaluate(truth, alerts);
  const planted = truth.scenarios.filter(({ role }) => role === "attack");
  const attacks = planted.map((attack) => attackOf(company, attack, alerts));
  const isQuiet = quietTimes(table);
  const quiet_alarms = alerts
    .filter((alert) => !planted.some((attack) => belongs(alert, attack)))
    .map(({ app_id, first_activity_at, known_s }) => {
      const alarm = { from_s: Date.parse(first_activity_at) / 1000, to_s: known_s };
      return { app_id, in: isQuiet(app_id, alarm) };
    })
    .filter((alarm) => alarm.in.length > 0);
  const hours = attacks.flatMap((attack) => attack.hours ?? []);
  return { ...result, hours, attacks, quiet_alarms };
}

function attackOf({ seed, truth, table }: Company, attack: Planted, alerts: readonly KnownAlert[]): Attack {
  const { app_id, scenario } = attack;
  const own = spanOf(attack);
  const known = alerts.filter((alert) => belongs(alert, attack)).map(({ known_s }) => known_s);
  const known_s = known.length > 0 ? Math.min(...known) : undefined;
  const planted = truth.scenarios.filter((one) => one.app_id === app_id).map(spanOf);
  const large_s = firstLargeWindow(table, app_id, own, planted);
  const hours = known_s === undefined ? null : Math.max(0, known_s - own.from_s) / HOUR_S;
  const windows =
    known_s === undefined || large_s === undefined ? null : Math.max(0, Math.ceil((known_s - large_s) / HOUR_S));
  return {
    seed,
    scenario,
    app_id,
    hours: hours === null ? null : Math.round(hours * 10) / 10,
    is_large: large_s !== undefined,
    windows,
  };
}

type Planted = Truth["scenarios"][number];

function spanOf({ from, to }: Planted): Span {
  return { from_s: Date.parse(from) / 1000, to_s: Date.parse(to) / 1000 };
}

function judgeCompany(seed: number, apps: number): [string, Result][] {
  const { truth, events } = simulateCompany({ seed, apps, days: DAYS, end_ms: END_MS, tenant: "contoso" });
  const scenarios = truth.scenarios.map((scenario) => ({ ...scenario }));
  const usage = companyUsage(events());
  const company = { seed, truth: { scenarios }, table: usage.table };
  const ours: [string, Result] = [OURS, judge(company, ourAlerts(usage))];
  const others = SIMPLE_RULES.map((rule): [string, Result] => [
    rule.name,
    judge(company, simpleAlerts(rule, company.table)),
  ]);
  return [ours, ...others];
}

/** Every alert that usage raises, whatever it is called. */
function ourAlerts({ table, windowsOf }: CompanyUsage): KnownAlert[] {
  const span = { from_s: END_MS / 1000 - DAYS * DAY_S, to_s: END_MS / 1000 };
  const found = detectTable(table, span).flatMap((deviation) =>
    deviation.window_s === FIVE_MINUTES_S ? busierAndBusier(deviation, windowsOf(deviation)) : [deviation],
  );
  const deviations = found.map(({ basis_events: revision, ...deviation }) => ({
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
  const large = results.flatMap((result) => result.attacks).filter(({ is_large }) => is_large);
  return {
    method,
    planted: found.length + missed.length,
    found: found.length,
    missed: missed.map(({ scenario }) => scenario),
    hours_to_detect: Math.round((hours[Math.floor(hours.length / 2)] ?? 0) * 10) / 10,
    false_alarms_per_100_apps_week: Math.round((false_alarms * 10_000) / (apps * weeks)) / 100,
    large: large.length,
    large_in_time: large.filter(({ windows }) => windows !== null && windows <= MOST_WINDOWS).length,
    in_quiet_times: results.flatMap((result) => result.quiet_alarms).length,
  };
}

async function writeTables(
  scores: readonly Score[],
  attacks: readonly Attack[],
  seeds: string,
  apps: number,
): Promise<void> {
  const text = await readFile(DOCUMENT, "utf8");
  const rows = scores.map(
    ({ method, found, planted, large, large_in_time, hours_to_detect, in_quiet_times, ...score }) =>
      `| ${method} | ${found} of ${planted} | ${large_in_time} of ${large} | ${hours_to_detect} | ${score.false_alarms_per_100_apps_week} | ${in_quiet_times} |`,
  );
  const each = attacks.map(
    ({ seed, scenario, is_large, windows, hours }) =>
      `| ${seed} | ${scenario} | ${is_large ? (windows ?? "missed") : "-"} | ${hours ?? "missed"} |`,
  );
  const tables = [
    `Seeds ${seeds}, ${apps} apps, ${DAYS} days, a month's end and four Mondays in them.`,
    "",
    "| method | found | large ones within two windows | hours until half of it was known | false alarms per 100 apps and week | of them on Monday mornings, month ends, first days |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
    "Each attack, as we found it. Large is one with an hour of more than three times what the app otherwise ever did at that hour or the ones beside it on that kind of day; windows of an hour are counted from that hour on, which is the first (0: known before).",
    "",
    "| seed | attack | windows from three times the range | hours from its beginning |",
    "| --- | --- | --- | --- |",
    ...each,
  ].join("\n");
  const [before = "", rest = ""] = text.split(BEGIN);
  await writeFile(DOCUMENT, `${before}${BEGIN}\n\n${tables}\n\n${END}${rest.split(END)[1] ?? ""}`);
}
