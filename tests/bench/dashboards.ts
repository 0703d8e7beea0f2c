import { parseArgs } from "node:util";
import { panelInterval } from "../../dashboards/kit/panel-interval.ts";
import { choicesOf, completeSql, panelsOf, readDashboards } from "../../dashboards/kit/panel-queries.ts";
import { USAGE_LEVELS } from "../../pipeline/rollup/usage/levels.ts";
import { minutesDue, recompute } from "../../pipeline/rollup/usage/recompute.ts";
import type { Store } from "../../pipeline/store/open-store.ts";
import { sqlText } from "../../queries/define-query.ts";
import type { Benchmark } from "./benchmark.ts";
import { COMPANY_END_MS, COMPANY_TENANT, openCompanyStore } from "./insights/company-store.ts";

const MEDIAN_MS = 500;
const SLOWEST_MS = 2_000;
const ROUNDS = 5;
/** The biggest app there is: what is slow is slow there. */
const APP = "5a95e683-0000-4000-8000-000000000000";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A day and a week are what dashboards begin with; what the aims name are the hour and the month. */
const SPANS = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;
/** What the company lacks, in their order: each is made of those before it. */
const FILLED = [
  "baselines",
  "deviations",
  "alerts",
  "care",
  "changes",
  "refused",
  "first-seen",
  "people",
  "policies",
] as const;
/** For so many days each table has changes of rights: no more than spans read of it. */
const RIGHTS_DAYS = { usage_minute: 1, usage_hour: 8, usage_day: 29 } as const;
/** Changes when what fills a store would make other rows. */
const FILLED_MARK = "bench dashboards 2";
/** Held against today and not against the end of the company's month: without rows once that is long past. */
const ABOUT_TODAY = ["tidemark-pipeline-health: Feeds"];
/** Reads the month's hours of all apps as they lie there: how fast the machine is just now. */
const PLAIN = "SELECT app_id, sum(calls) FROM usage_hour GROUP BY app_id FORMAT Null";

/**
 * Every panel, choice and mark over four spans, as Grafana asks: `--apps N --events N`, `--only WORDS` for those whose
 * name holds them. The store is made once. A panel without rows proves nothing, so that it fails too.
 */
export const dashboardPanels: Benchmark = async (words) => {
  const options = {
    apps: { type: "string", default: "1000" },
    events: { type: "string", default: "100000000" },
    only: { type: "string", default: "" },
  } as const;
  const { values } = parseArgs({ args: [...words], options });
  const size = { apps: Number(values.apps), events: Number(values.events) };
  const store = await openCompanyStore(size, say);
  try {
    await fill(store);
    const plain = [await plainMs(store)];
    const all: (Measured & { readonly name: string; readonly span: string })[] = [];
    for (const asked of askedOf().filter(({ name }) => name.includes(values.only)))
      for (const [span, span_ms] of Object.entries(SPANS)) {
        const one = await measure(store, asked, span_ms);
        say(lineOf(asked.name, span, one));
        all.push({ name: asked.name, span, ...one });
      }
    plain.push(await plainMs(store));
    const named = (which: (one: Measured) => boolean): readonly string[] =>
      all.filter(which).map(({ name, span }) => `${name} (${span})`);
    const slow = named((one) => !isFast(one));
    const empty = named(({ filled }) => !filled).filter((name) => !ABOUT_TODAY.some((one) => name.startsWith(one)));
    return {
      bench: "dashboards",
      ...size,
      measured: all.length,
      worst_median_ms: Math.max(...all.map(({ median_ms }) => median_ms)),
      slowest_ms: Math.max(...all.map(({ slowest_ms }) => slowest_ms)),
      most_read_mb: Math.max(...all.map(({ read_mb }) => read_mb)),
      aim_ms: { median: MEDIAN_MS, slowest: SLOWEST_MS },
      plain_select_ms: plain,
      slow,
      empty,
      passed: slow.length === 0 && empty.length === 0,
    };
  } finally {
    await store.close();
  }
};

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function lineOf(name: string, span: string, one: Measured): string {
  const verdict = isFast(one) ? (one.filled ? "ok" : "EMPTY") : "SLOW";
  const read = `${one.read_mb.toFixed(1).padStart(8)} MB ${String(one.rows).padStart(5)} rows`;
  return `${verdict.padEnd(5)} ${String(one.median_ms).padStart(7)} ms ${String(one.slowest_ms).padStart(7)} ms ${read}  ${span.padEnd(5)} ${name}`;
}

function isFast({ median_ms, slowest_ms }: Measured): boolean {
  return median_ms < MEDIAN_MS && slowest_ms < SLOWEST_MS;
}

/** The minutes of the last hour, and what was learnt, found, changed and refused: once. */
async function fill(store: Store): Promise<void> {
  const [done] = await store.connection.json(`SELECT count() AS times FROM job_progress WHERE job = '${FILLED_MARK}'`);
  if (Number(Object(done).times) > 0) return;
  for (const table of ["baselines", "deviations", "alert_history"])
    await store.statements.run(`TRUNCATE TABLE ${table}`, {});
  const first_s = (COMPANY_END_MS - HOUR_MS) / 1_000;
  const minutes = Array.from({ length: 60 }, (_, minute) => ({
    tenant: COMPANY_TENANT,
    minute_s: first_s + minute * 60,
  }));
  await recompute(store, await minutesDue(store.reader, minutes), { levels: USAGE_LEVELS, spares: false });
  const params = { end_ms: COMPANY_END_MS, app: APP };
  for (const name of FILLED) await store.statements.run(sqlOf(name), params);
  for (const { table, bucket_s } of USAGE_LEVELS)
    await store.statements.run(sqlOf("rights-usage"), { ...params, table, step_s: bucket_s, days: RIGHTS_DAYS[table] });
  await store.statements.run(
    "INSERT INTO job_progress (job, until, saved_at) SELECT {mark:String}, now64(3), now64(3)",
    {
      mark: FILLED_MARK,
    },
  );
}

function sqlOf(name: string): string {
  return sqlText(import.meta.url.replace(".ts", "/x.ts"), name);
}

/** What Grafana sends to show one panel, or one list of choices, or the marks of a dashboard. */
interface Asked {
  readonly name: string;
  readonly queries: readonly string[];
  readonly interval: (span_ms: number) => number;
  /** Numbers that are always there: all zero is nothing. */
  readonly is_stat: boolean;
}

/** Panels, and the choices and marks that no other dashboard has asked for before. */
function askedOf(): readonly Asked[] {
  const dashboards = readDashboards();
  const panels = dashboards.flatMap((dashboard) =>
    panelsOf(dashboard).map((panel) => ({
      name: `${dashboard.uid}: ${panel.title}`,
      queries: panel.targets.map(({ rawSql }) => rawSql),
      interval: (span_ms: number) => panelInterval(panel, span_ms),
      is_stat: panel.type === "stat",
    })),
  );
  const others = new Map([
    ...dashboards.flatMap((one) => [...choicesOf(one)].map(([name, sql]) => [`choices of ${name}`, sql] as const)),
    ...dashboards.flatMap(({ annotations }) =>
      (annotations.list ?? []).flatMap(({ name, target }) =>
        target ? [[`marks: ${name}`, target.rawSql] as const] : [],
      ),
    ),
  ]);
  const interval = (): number => HOUR_MS;
  return [...panels, ...[...others].map(([name, sql]) => ({ name, queries: [sql], interval, is_stat: false }))];
}

interface Measured {
  readonly median_ms: number;
  readonly slowest_ms: number;
  readonly read_mb: number;
  readonly rows: number;
  readonly filled: boolean;
}

/** All queries, one after the other, some rounds; the first one reads from the disk and counts as well. */
async function measure(store: Store, asked: Asked, span_ms: number): Promise<Measured> {
  const span = { from_ms: COMPANY_END_MS - span_ms, to_ms: COMPANY_END_MS, interval_ms: asked.interval(span_ms) };
  const service = { value: ["exchange", "sharepoint", "onedrive", "teams", "directory"], all: true };
  const variables = { tenant: { value: COMPANY_TENANT }, app: { value: APP }, metric: { value: "calls" }, service };
  const times: number[] = [];
  let answers: readonly Answer[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const now = [];
    for (const sql of asked.queries) now.push(await ask(store, completeSql(sql, { variables }, span)));
    times.push(performance.now() - began);
    answers = now;
  }
  const sorted = [...times].sort((a, b) => a - b).map((ms) => Math.round(ms * 10) / 10);
  const cells = answers.flatMap(({ data }) => data.flat());
  return {
    median_ms: sorted[Math.floor(ROUNDS / 2)] ?? 0,
    slowest_ms: sorted.at(-1) ?? 0,
    read_mb: answers.reduce((sum, { read_bytes }) => sum + read_bytes, 0) / 1e6,
    rows: answers.reduce((sum, { data }) => sum + data.length, 0),
    filled: asked.is_stat ? cells.some((cell) => Number(cell) > 0) : answers.every(({ data }) => data.length > 0),
  };
}

async function plainMs(store: Store): Promise<number> {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await store.connection.bytes(PLAIN, {});
    times.push(performance.now() - began);
  }
  return Math.round(times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0);
}

interface Answer {
  readonly read_bytes: number;
  readonly data: readonly (readonly unknown[])[];
}

/** Until all bytes are here; how many the server read for it is among them. */
async function ask(store: Store, sql: string): Promise<Answer> {
  const { url, user, password, database } = store.connection.endpoint;
  const address = `${url}/?database=${database}&do_not_merge_across_partitions_select_final=1&wait_end_of_query=1`;
  const headers = { "X-ClickHouse-User": user, "X-ClickHouse-Key": password };
  const answer = await fetch(address, { method: "POST", headers, body: `${sql}\nFORMAT JSONCompact` });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text.slice(0, 500));
  const { read_bytes } = JSON.parse(answer.headers.get("x-clickhouse-summary") ?? "{}");
  return { read_bytes: Number(read_bytes ?? 0), data: JSON.parse(text).data };
}
