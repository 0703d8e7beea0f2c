import { mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { peakRssMb } from "../peak-rss.ts";
import { seeded } from "../seeded.ts";
import type { Benchmark } from "./benchmark.ts";
import { postBody, startService } from "./service-process.ts";

const NDJSON = { "content-type": "application/x-ndjson" };
const EVENTS_A_REQUEST = 500;
const SENDERS = 16;
const APPS = 500;
/** Feeds deliver what happened a moment ago, and some of it later. */
const USUAL_AGE_MS = 5_000;
const LATE_AGE_MS = 120_000;
const LATE_SHARE = 0.02;
/** One request in four carries an event of an app of its own, by which its way can be followed. */
const PROBE_EVERY = 4;
/** How often the usage table is asked for probes; what it adds to the figures is in them. */
const POLL_MS = 200;
const AIM_P99_S = 5;
/** Below this share of the rate, the senders were held up, and the figures are of another rate. */
const LEAST_RATE = 0.95;
const CATCH_UP_MS = 60_000;

const VISIBLE = `SELECT app_id FROM usage_minute
WHERE tenant = 'default' AND app_id >= 'probe-' AND app_id < 'probe.'
  AND at >= toDateTime(now() - INTERVAL 4 MINUTE) AND calls > 0
GROUP BY app_id`;
const COUNTS = `SELECT toFloat64((SELECT count() FROM events FINAL)) AS events, toFloat64((SELECT sum(calls) FROM usage_minute FINAL)) AS minute,
  toFloat64((SELECT sum(calls) FROM usage_hour FINAL)) AS hour, toFloat64((SELECT sum(calls) FROM usage_day FINAL)) AS day`;

interface Load {
  readonly url: string;
  readonly requests_a_second: number;
  readonly requests: number;
}

/** What is known of each probe: when its request was answered, and when its app was first seen in usage_minute. */
interface Probes {
  readonly acknowledged: Map<string, number>;
  readonly visible: Map<string, number>;
}

/** Events over HTTP at a steady rate: how long from the answer until they are in the usage tables. */
export const freshness: Benchmark = async (words) => {
  const { values } = parseArgs({
    args: [...words],
    options: { seconds: { type: "string", default: "300" }, rate: { type: "string", default: "20000" } },
  });
  const seconds = Number(values.seconds);
  const rate = Number(values.rate);
  const requests_a_second = rate / EVENTS_A_REQUEST;
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const data = join(dir, "store");
  const { child, url } = await startService(data);
  try {
    const store = await openStore({ kind: "embedded", dir: data, role: "bench", exclusive: false });
    const probes: Probes = { acknowledged: new Map(), visible: new Map() };
    const load = { url, requests_a_second, requests: Math.round(seconds * requests_a_second) };
    const took_s = await sendAndWatch(store, load, probes);
    const counts = await finalCounts(store, load.requests * EVENTS_A_REQUEST);
    const peak_rss_mb = peakRssMb(child.pid);
    await store.close();
    return report({ seconds, rate, took_s, events: load.requests * EVENTS_A_REQUEST, counts, peak_rss_mb }, probes);
  } finally {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    await rm(dir, { recursive: true, force: true });
  }
};

interface Counts {
  readonly events: number;
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
}

interface Outcome {
  readonly seconds: number;
  readonly rate: number;
  readonly took_s: number;
  readonly events: number;
  readonly counts: Counts;
  readonly peak_rss_mb: number;
}

function report({ seconds, rate, took_s, events, counts, peak_rss_mb }: Outcome, { acknowledged, visible }: Probes) {
  const lags_s = [...acknowledged]
    .map(([app_id, at]) => Math.max(0, (visible.get(app_id) ?? Number.POSITIVE_INFINITY) - at) / 1_000)
    .sort((a, b) => a - b);
  const achieved = events / took_s;
  const exact = Object.values(counts).every((count) => count === events);
  const p99_s = quantile(lags_s, 0.99);
  return {
    bench: "freshness",
    seconds,
    rate,
    achieved: Math.round(achieved),
    unit: "events/s",
    probes: lags_s.length,
    p50_s: quantile(lags_s, 0.5),
    p99_s,
    max_s: quantile(lags_s, 1),
    aim_p99_s: AIM_P99_S,
    events,
    counts,
    exact,
    peak_rss_mb,
    passed: p99_s < AIM_P99_S && achieved >= rate * LEAST_RATE && exact,
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.POSITIVE_INFINITY;
  return Math.round(value * 100) / 100;
}

/** Send at the rate, whatever the answers take, and look for the probes meanwhile; answers how long sending took. */
async function sendAndWatch(store: Store, load: Load, probes: Probes): Promise<number> {
  const done = new AbortController();
  const watching = watch(store, probes, done.signal);
  const started = performance.now();
  await send(load, probes);
  const took_s = (performance.now() - started) / 1_000;
  const deadline = performance.now() + CATCH_UP_MS;
  while (probes.visible.size < probes.acknowledged.size && performance.now() < deadline) await sleep(POLL_MS);
  done.abort();
  await watching;
  return took_s;
}

async function watch(store: Store, { visible }: Probes, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const rows = await store.connection.json(VISIBLE);
    const now = performance.now();
    for (const row of rows) {
      const { app_id } = Object(row);
      if (!visible.has(app_id)) visible.set(app_id, now);
    }
    await sleep(POLL_MS);
  }
}

async function send({ url, requests, requests_a_second }: Load, { acknowledged }: Probes): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const random = seeded(1);
  const started = performance.now();
  let next = 0;
  const sender = async (): Promise<void> => {
    for (;;) {
      const n = next;
      next += 1;
      if (n >= requests) return;
      // Each request has its moment: a sender that was held up sends at once, so that the rate holds on the whole.
      const due = started + (n * 1_000) / requests_a_second - performance.now();
      if (due > 0) await sleep(due);
      await postBody(agent, `${url}/v1/events`, NDJSON, bodyOf(n, random));
      if (n % PROBE_EVERY === 0) acknowledged.set(`probe-${n}`, performance.now());
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  agent.destroy();
}

const OPERATIONS = [
  '"operation":"GET /users/{id}/messages","operation_class":"mail.read","method":"GET","service":"exchange"',
  '"operation":"GET /drives/{id}/items/{id}/content","operation_class":"file.read","method":"GET","service":"sharepoint"',
  '"operation":"GET /users","operation_class":"directory.read","method":"GET","service":"directory"',
];

function bodyOf(n: number, random: () => number): Buffer {
  const now_ms = Date.now();
  const lines: string[] = [];
  for (let index = 0; index < EVENTS_A_REQUEST; index += 1) {
    const is_probe = index === 0 && n % PROBE_EVERY === 0;
    const app_id = is_probe ? `probe-${n}` : `app-${Math.floor(random() * APPS)}`;
    const age_ms = random() * (!is_probe && random() < LATE_SHARE ? LATE_AGE_MS : USUAL_AGE_MS);
    const at = Math.round(now_ms - age_ms);
    const act = OPERATIONS[Math.floor(random() * OPERATIONS.length)];
    const user = Math.floor(random() * 3_000);
    const resource = Math.floor(random() * 100_000);
    lines.push(
      `{"event_id":"${n}-${index}","kind":"api_call","at":${at},"app_id":"${app_id}","app_name":"Backup Pro","user_id":"user${user}@contoso.example","actor_type":"delegated",${act},"resource":"AAMk${resource}","outcome":"ok","status_code":200,"bytes_read":${48_000 + index},"ip":"203.0.113.${n % 250}","duration_ms":212}\n`,
    );
  }
  return Buffer.from(lines.join(""));
}

/** The counts once they agree, or after a while as they are. */
async function finalCounts(store: Store, expected: number): Promise<Counts> {
  const deadline = performance.now() + CATCH_UP_MS;
  for (;;) {
    const [row] = await store.connection.json(COUNTS);
    const { events, minute, hour, day } = Object(row);
    const counts: Counts = { events, minute, hour, day };
    const agree = Object.values(counts).every((count) => count === expected);
    if (agree || performance.now() > deadline) return counts;
    await sleep(POLL_MS);
  }
}
