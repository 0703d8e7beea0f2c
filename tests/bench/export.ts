import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { destinationsOf, startDeliveries } from "../export/deliveries.ts";
import { historyRow, raiseMany } from "../export/many-alerts.ts";
import { type Rsyslog, startRsyslog } from "../export/rsyslog.ts";
import { makeAuthority, opensslIn, sign } from "../kafka/certificates.ts";
import type { Benchmark } from "./benchmark.ts";

const ALERTS = 45_000;
/** A third of the alerts have a second revision. */
const REVISIONS = 60_000;
const LEAST_A_SECOND = 5_000;
const STEADY_A_SECOND = 100;
const STEADY_S = 20;
const MOST_DELAY_MS = 2_000;
const TICK_MS = 100;
const LOOK_MS = 20;
const WAIT_MS = 120_000;

/** Alerts as CEF to a local rsyslog over TLS: how many a second out of a backlog, and how soon at a hundred a second. */
export const exporting: Benchmark = async () => {
  const dir = await mkdtemp(join(tmpdir(), "tidemark-export-bench-"));
  const store = await openStore({ kind: "embedded", dir: join(dir, "store"), role: "bench", exclusive: true });
  try {
    await migrate(store.connection);
    const openssl = opensslIn(dir);
    makeAuthority(openssl);
    sign(openssl, dir, "server", "subjectAltName=IP:127.0.0.1,DNS:localhost");
    const at = (name: string): string => join(dir, name);
    const tls = { ca: at("ca.pem"), certificate: at("server.pem"), key: at("server.key") };
    const receiver = await startRsyslog(dir, tls);
    const [destination] = destinationsOf([
      {
        ...{ name: "tls", type: "syslog", host: "127.0.0.1", port: receiver.port },
        tls: { ca: tls.ca },
      },
    ]);
    if (!destination || !existsSync("/usr/sbin/rsyslogd")) throw new Error("There is no rsyslog to send to.");
    try {
      const backlog = await measureBacklog(store, destination, receiver);
      const steady = await measureSteady(store, destination, receiver);
      const passed = backlog.ours >= LEAST_A_SECOND && steady.slowest_ms <= MOST_DELAY_MS && steady.lost === 0;
      return { bench: "export", ...backlog, ...steady, passed };
    } finally {
      await receiver.kill();
    }
  } finally {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
};

type BenchStore = Parameters<typeof startDeliveries>[0];
type BenchDestination = Parameters<typeof startDeliveries>[1][number];

async function measureBacklog(store: BenchStore, destination: BenchDestination, receiver: Rsyslog) {
  const first = await startDeliveries(store, [destination]);
  await first.stop();
  await raiseMany(store, ALERTS, "b");
  const began_ms = Date.now();
  const deliveries = await startDeliveries(store, [destination]);
  await deliveries.untilEmpty(WAIT_MS);
  const seconds = (Date.now() - began_ms) / 1_000;
  await deliveries.stop();
  const lines = receiver.fresh().length;
  return { alerts: lines, seconds, ours: Math.round(REVISIONS / seconds), aim: LEAST_A_SECOND };
}

/** Alerts whose title holds the moment they were raised, against the moment their line is in the receiver's file. */
async function measureSteady(store: BenchStore, destination: BenchDestination, receiver: Rsyslog) {
  const deliveries = await startDeliveries(store, [destination]);
  const delays: number[] = [];
  const look = (): void => {
    const lines = receiver.fresh();
    const now_ms = Date.now();
    for (const line of lines) delays.push(now_ms - Number(/raised (\d+)/.exec(line)?.[1]));
  };
  const wanted = STEADY_A_SECOND * STEADY_S;
  let raised = 0;
  const began_ms = Date.now();
  while (delays.length < wanted && Date.now() - began_ms < 2 * STEADY_S * 1_000) {
    const due = Math.min(wanted, Math.floor(((Date.now() - began_ms) / 1_000) * STEADY_A_SECOND));
    if (due - raised >= (STEADY_A_SECOND * TICK_MS) / 1_000 || due === wanted) {
      const title = `raised ${Date.now()}`;
      const rows = Array.from({ length: due - raised }, (_, n) => historyRow(`s${raised + n}`, 1, { title }));
      if (rows.length > 0) await store.writer.insert("alert_history", rows);
      raised = due;
    }
    await sleep(LOOK_MS);
    look();
  }
  await deliveries.stop();
  const sorted = delays.sort((a, b) => a - b);
  const slowest_ms = sorted.at(-1) ?? Number.POSITIVE_INFINITY;
  return {
    steady_alerts: delays.length,
    median_ms: sorted[Math.floor(sorted.length / 2)],
    slowest_ms,
    lost: wanted - delays.length,
  };
}
