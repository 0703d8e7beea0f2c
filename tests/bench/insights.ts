import { parseArgs } from "node:util";
import { pino } from "pino";
import { Registry } from "prom-client";
import { createAlertChanges } from "../../pipeline/alert/change-alert.ts";
import { createTuning } from "../../pipeline/alert/tuning-rules.ts";
import { createAccess } from "../../pipeline/api/access.ts";
import { buildApi } from "../../pipeline/api/build-api.ts";
import { INTAKE_LIMITS } from "../../pipeline/api/ingest/intake.ts";
import { policyWork } from "../../pipeline/commands/policies/policy-work.ts";
import { createWindowFeedback } from "../../pipeline/detect/usage/window-feedback.ts";
import { createActions } from "../../pipeline/govern/remediation/create-actions.ts";
import { remediationSettings } from "../../pipeline/govern/remediation/remediation-settings.ts";
import { FEEDS } from "../../pipeline/sources/feeds.ts";
import type { Store } from "../../pipeline/store/open-store.ts";
import type { Benchmark } from "./benchmark.ts";
import { COMPANY_END_MS, COMPANY_TENANT, openCompanyStore } from "./insights/company-store.ts";
import { recordingReader, straight, type Waves } from "./insights/recording-reader.ts";

const LIST_MS = 300;
const PAGE_MS = 300;
const OVERVIEW_MS = 500;
/** The API beside the same SQL straight at ClickHouse, at the median; of what takes longer than this. */
const MOST_TIMES = 1.15;
const COUNTS_FROM_MS = 20;
const ROUNDS = 9;
const WARM_UP = 2;

const TENANT = `tenant=${COMPANY_TENANT}`;
const BIGGEST = "5a95e683-0000-4000-8000-000000000000";
const USUAL = "5a95e683-0000-4000-8000-000000001250";

/** What people look at, and how soon it is to be there. */
const LOOKS = {
  list_by_bytes: { path: `/v1/apps?${TENANT}&sort=bytes_read_30d&limit=100`, aim_ms: LIST_MS },
  list_filtered: { path: `/v1/apps?${TENANT}&q=77&sort=users_30d&limit=100`, aim_ms: LIST_MS },
  page_biggest: { path: `/v1/apps/${BIGGEST}?${TENANT}`, aim_ms: PAGE_MS },
  page_usual: { path: `/v1/apps/${USUAL}?${TENANT}`, aim_ms: PAGE_MS },
  users_biggest: { path: `/v1/apps/${BIGGEST}/users?${TENANT}`, aim_ms: PAGE_MS },
  sign_ins_biggest: { path: `/v1/apps/${BIGGEST}/sign-ins?${TENANT}`, aim_ms: PAGE_MS },
  inventory_usual: { path: `/v1/apps/${USUAL}/inventory?${TENANT}`, aim_ms: PAGE_MS },
  overview: { path: `/v1/overview?${TENANT}`, aim_ms: OVERVIEW_MS },
} as const satisfies Record<string, { readonly path: string; readonly aim_ms: number }>;

/** A company of 10,000 apps and 100 million events in 30 days, made once: `--apps N --events N`. */
export const insights: Benchmark = async (words) => {
  const options = {
    apps: { type: "string", default: "10000" },
    events: { type: "string", default: "100000000" },
  } as const;
  const { values } = parseArgs({ args: [...words], options });
  const size = { apps: Number(values.apps), events: Number(values.events) };
  const store = await openCompanyStore(size, (text) => process.stderr.write(`${text}\n`));
  const server = await serve(store);
  try {
    const looks: Record<string, Look> = {};
    for (const [name, { path, aim_ms }] of Object.entries(LOOKS)) looks[name] = await look(server, path, aim_ms);
    const passed = Object.values(looks).every((one) => one.passed);
    return { bench: "insights", ...size, most_times: MOST_TIMES, ...looks, passed };
  } finally {
    await server.close();
    await store.close();
  }
};

interface Look {
  /** Medians in milliseconds: through the API, and the same SQL straight at ClickHouse. */
  readonly ours_ms: number;
  readonly peer_ms: number;
  readonly ratio: number;
  readonly aim_ms: number;
  readonly passed: boolean;
}

interface Server {
  readonly url: string;
  readonly take: () => Waves;
  readonly straight: (waves: Waves) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** The API on the company's last moment, over a real socket. */
async function serve(store: Store): Promise<Server> {
  const { reader, take } = recordingReader(store.reader);
  const clock = { now_ms: () => COMPANY_END_MS };
  const app = buildApi({
    reader,
    landing: store.landing,
    annotations: store.annotations,
    policies: store.policies,
    policy_work: policyWork(store),
    actions: createActions({ ...store, clock, apis: {}, settings: remediationSettings({}, []) }),
    alerts: createAlertChanges({ ...store, clock }),
    tuning: createTuning({ ...store, clock }),
    feedback: createWindowFeedback({ ...store, clock }),
    clock,
    access: createAccess(store.tokens, { now_ms: Date.now }),
    feeds: FEEDS,
    intake: INTAKE_LIMITS,
    meter: { landed: () => undefined, lag: () => undefined },
    registry: new Registry(),
    ready: async () => ({ kind: "ready" }),
    run_id: "bench",
    version: "0.0.0",
    logger: pino({ enabled: false }),
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const { endpoint } = store.connection;
  return { url, take, straight: (waves) => straight(endpoint, waves), close: () => app.close() };
}

/** One by turns with the other, so that whatever else the machine does meets both. */
async function look(server: Server, path: string, aim_ms: number): Promise<Look> {
  const ours: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round += 1) {
    server.take();
    const through = await get(server.url + path);
    const direct = await server.straight(server.take());
    if (round < WARM_UP) continue;
    ours.push(through);
    peer.push(direct);
  }
  const [ours_ms, peer_ms] = [median(ours), median(peer)];
  const ratio = Math.round((100 * ours_ms) / peer_ms) / 100;
  const near = peer_ms < COUNTS_FROM_MS || ratio <= MOST_TIMES;
  return { ours_ms, peer_ms, ratio, aim_ms, passed: ours_ms < aim_ms && near };
}

async function get(url: string): Promise<number> {
  const began = performance.now();
  const answer = await fetch(url);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${text.slice(0, 500)}`);
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 10) / 10;
}
