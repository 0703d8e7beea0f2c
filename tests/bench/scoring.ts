import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { LiveMemory } from "../../pipeline/detect/usage/live/memory.ts";
import { runDetection } from "../../pipeline/detect/usage/run-detection.ts";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { peakRssMb } from "../peak-rss.ts";
import type { Benchmark } from "./benchmark.ts";
import { processorSeconds } from "./processor-seconds.ts";
import { talliedPorts } from "./tallied-ports.ts";
import { fillUsage } from "./usage-history.ts";

const HOUR_S = 3600;
/** Three weeks: everything is ready, and what is remembered is of apps that are grown. */
const HOURS = 3 * 7 * 24;
/** An hour is scored this long after its end. */
const LATE_S = 900;
/** The hours scored one by one: they begin at 13:00 and 14:00 UTC on a Tuesday, when most apps are at work. */
const NEW_HOURS = 2;
const TO_S = Date.UTC(2026, 9, 20, 15) / 1000;
const AIM_S = 10;

/** Score one more hour of many apps, as the service does: after a first run that had nothing to go on from. Of two hours the slower one counts. Processor time of this program and of the server, and how long each query was waited for, stand apart: other programs cost the first of them nothing. */
export const scoring: Benchmark = async (words) => {
  const { values } = parseArgs({ args: [...words], options: { apps: { type: "string", default: "100000" } } });
  const apps = Number(values.apps);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const store = await openStore({ kind: "embedded", dir: join(dir, "store"), role: "bench", exclusive: true });
  try {
    await migrate(store.connection);
    await fillUsage(store.connection, { apps, from_s: TO_S - HOURS * HOUR_S, hours: HOURS });
    const memory: LiveMemory = new Map();
    const run = (end_s: number) => measuredRun(store, memory, end_s);
    const first = await run(TO_S - NEW_HOURS * HOUR_S);
    const nexts = [];
    for (let hour = NEW_HOURS - 1; hour >= 0; hour--) nexts.push(await run(TO_S - hour * HOUR_S));
    const next = nexts.reduce((slowest, one) => (one.seconds > slowest.seconds ? one : slowest));
    const measured = { peak_rss_mb: peakRssMb(process.pid), load: Math.round(loadavg()[0] ?? 0) };
    return { bench: "scoring", apps, aim_s: AIM_S, first, next, ...measured, passed: next.seconds <= AIM_S };
  } finally {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
};

async function measuredRun(store: Store, memory: LiveMemory, end_s: number) {
  const { reader, writer, waited_s } = talliedPorts(store);
  const spent = (): number[] => [
    performance.now() / 1000,
    processorSeconds(process.pid),
    processorSeconds(store.server_pid()),
  ];
  const before = spent();
  const clock = { now_ms: () => (end_s + LATE_S) * 1000 };
  const { deviations, written } = await runDetection({ reader, writer, clock, memory });
  const [seconds, own_cpu_s, server_cpu_s] = spent().map((now, i) => Math.round(10 * (now - (before[i] ?? 0))) / 10);
  return { deviations, written, seconds: seconds ?? 0, own_cpu_s, server_cpu_s, waited_s: waited_s() };
}
