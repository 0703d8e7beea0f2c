import { parseArgs } from "node:util";
import { panelInterval } from "../../dashboards/panel-interval.ts";
import { completeSql, type Panel, panelsOf, readDashboards } from "../../dashboards/panel-queries.ts";
import { recompute } from "../../pipeline/rollup/recompute.ts";
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
const SPANS = { hour: HOUR_MS, month: 30 * DAY_MS } as const;
/** What the company lacks, in their order: each is made of those before it. */
const FILLED = ["baselines", "deviations", "alerts"] as const;

/** Every panel over an hour and over 30 days, as Grafana asks: `--apps N --events N`. The store is made once. */
export const dashboardPanels: Benchmark = async (words) => {
  const options = {
    apps: { type: "string", default: "1000" },
    events: { type: "string", default: "100000000" },
  } as const;
  const { values } = parseArgs({ args: [...words], options });
  const size = { apps: Number(values.apps), events: Number(values.events) };
  const store = await openCompanyStore(size, say);
  try {
    await fill(store);
    const panels = [];
    for (const dashboard of readDashboards())
      for (const panel of panelsOf(dashboard))
        for (const [span, span_ms] of Object.entries(SPANS)) {
          const one = await measure(store, panel, span_ms);
          say(
            `${one.passed ? "ok  " : "SLOW"} ${String(one.median_ms).padStart(7)} ms ${String(one.slowest_ms).padStart(7)} ms ${one.read_mb.toFixed(1).padStart(8)} MB  ${span.padEnd(5)} ${dashboard.uid}: ${panel.title}`,
          );
          panels.push({ panel: `${dashboard.uid}: ${panel.title}`, span, ...one });
        }
    const slow = panels.filter(({ passed }) => !passed).map(({ panel, span }) => `${panel} (${span})`);
    const worst = Math.max(...panels.map(({ median_ms }) => median_ms));
    const slowest = Math.max(...panels.map(({ slowest_ms }) => slowest_ms));
    return {
      bench: "dashboards",
      ...size,
      panels: panels.length,
      worst_median_ms: worst,
      slowest_ms: slowest,
      aim_ms: MEDIAN_MS,
      slow,
      passed: slow.length === 0,
    };
  } finally {
    await store.close();
  }
};

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The minutes of the last hour, and what was learnt and found: once. */
async function fill(store: Store): Promise<void> {
  const [found] = await store.connection.json("SELECT toUInt32(count()) AS alerts FROM alert_history");
  if (Number(Object(found).alerts) > 0) return;
  const first_s = COMPANY_END_MS / 1_000 - HOUR_MS / 1_000;
  const minutes = Array.from({ length: 60 }, (_, minute) => ({
    tenant: COMPANY_TENANT,
    minute_s: first_s + minute * 60,
  }));
  await recompute(store, minutes);
  for (const name of FILLED)
    await store.statements.run(sqlText(import.meta.url.replace(".ts", "/x.ts"), name), { end_ms: COMPANY_END_MS });
}

interface Measured {
  readonly median_ms: number;
  readonly slowest_ms: number;
  readonly read_mb: number;
  readonly passed: boolean;
}

/** All queries of a panel, one after the other, some rounds; the first one reads from the disk and counts as well. */
async function measure(store: Store, panel: Panel, span_ms: number): Promise<Measured> {
  const span = { from_ms: COMPANY_END_MS - span_ms, to_ms: COMPANY_END_MS, interval_ms: panelInterval(panel, span_ms) };
  const service = { value: ["exchange", "sharepoint", "onedrive", "teams", "directory"], all: true };
  const variables = { tenant: { value: COMPANY_TENANT }, app: { value: APP }, metric: { value: "calls" }, service };
  const times: number[] = [];
  let read_bytes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    read_bytes = 0;
    for (const { rawSql } of panel.targets) read_bytes += await ask(store, completeSql(rawSql, { variables }, span));
    times.push(performance.now() - began);
  }
  const sorted = [...times].sort((a, b) => a - b).map((ms) => Math.round(ms * 10) / 10);
  const [median_ms = 0, slowest_ms = 0] = [sorted[Math.floor(ROUNDS / 2)], sorted.at(-1)];
  return { median_ms, slowest_ms, read_mb: read_bytes / 1e6, passed: median_ms < MEDIAN_MS && slowest_ms < SLOWEST_MS };
}

/** Until all bytes are here; answers how many the server read. */
async function ask(store: Store, sql: string): Promise<number> {
  const { url, user, password, database } = store.connection.endpoint;
  const address = `${url}/?database=${database}&do_not_merge_across_partitions_select_final=1&wait_end_of_query=1`;
  const headers = { "X-ClickHouse-User": user, "X-ClickHouse-Key": password };
  const answer = await fetch(address, { method: "POST", headers, body: `${sql}\nFORMAT JSONCompact` });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text.slice(0, 500));
  return Number(JSON.parse(answer.headers.get("x-clickhouse-summary") ?? "{}").read_bytes ?? 0);
}
