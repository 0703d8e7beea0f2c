import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { LiveMemory } from "../../pipeline/detect/usage/live.ts";
import { runDetection } from "../../pipeline/detect/usage/run-detection.ts";
import { migrate } from "../../pipeline/store/migrate.ts";
import { openStore } from "../../pipeline/store/open-store.ts";
import { peakRssMb } from "../peak-rss.ts";
import type { Benchmark } from "./benchmark.ts";
import { fillUsage } from "./usage-history.ts";

const HOUR_S = 3600;
/** Three weeks: everything is ready, and what is remembered is of apps that are grown. */
const HOURS = 3 * 7 * 24;
/** An hour is scored this long after its end. */
const LATE_S = 900;
/** Hours at the end in which all apps that are awake have a row. */
const NEW_HOURS = 2;
const AIM_S = 10;

/** Score one more hour of many apps, as the service does: after a first run that had nothing to go on from. Of two hours the slower one counts. */
export const scoring: Benchmark = async (words) => {
  const options = { apps: { type: "string", default: "100000" }, every: { type: "string", default: "6" } } as const;
  const { values } = parseArgs({ args: [...words], options });
  const apps = Number(values.apps);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const store = await openStore({ kind: "embedded", dir: join(dir, "store"), role: "bench", exclusive: true });
  try {
    await migrate(store.connection);
    const to_s = Math.floor(Date.now() / 1000 / HOUR_S) * HOUR_S;
    const from_s = to_s - HOURS * HOUR_S;
    await fillUsage(store.connection, { apps, from_s, hours: HOURS, every: Number(values.every) });
    await fillUsage(store.connection, { apps, from_s: to_s - NEW_HOURS * HOUR_S, hours: NEW_HOURS, every: 1 });
    const { reader, writer } = store;
    const memory: LiveMemory = new Map();
    const run = async (end_s: number) => {
      const began = performance.now();
      const clock = { now_ms: () => (end_s + LATE_S) * 1000 };
      const { deviations } = await runDetection({ reader, writer, clock, memory }, {});
      return { deviations, seconds: Math.round((performance.now() - began) / 100) / 10 };
    };
    const first = await run(to_s - NEW_HOURS * HOUR_S);
    const nexts = [];
    for (let hour = NEW_HOURS - 1; hour >= 0; hour--) nexts.push(await run(to_s - hour * HOUR_S));
    const next = nexts.reduce((slowest, one) => (one.seconds > slowest.seconds ? one : slowest));
    const measured = { peak_rss_mb: peakRssMb(process.pid), load: Math.round(loadavg()[0] ?? 0) };
    return { bench: "scoring", apps, aim_s: AIM_S, first, next, ...measured, passed: next.seconds <= AIM_S };
  } finally {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
};
