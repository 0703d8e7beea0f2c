import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { migrate } from "../../pipeline/store/migrate.ts";
import { openStore } from "../../pipeline/store/open-store.ts";
import { peakRssMb } from "../peak-rss.ts";
import type { Benchmark } from "./benchmark.ts";
import { fillUsage } from "./usage-history.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/tidemark.mjs", import.meta.url));
const HOUR_S = 3600;
const HOURS = 4 * 7 * 24;
const AIM_S = 60;
const AIM_MB = 2_000;
const RSS_POLL_MS = 50;

/** Train the baselines of many apps from four weeks of hours in the store, as the command does it. */
export const baselines: Benchmark = async (words) => {
  const { values } = parseArgs({ args: [...words], options: { apps: { type: "string", default: "10000" } } });
  const apps = Number(values.apps);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const store = await openStore({ kind: "embedded", dir: join(dir, "store"), role: "bench", exclusive: true });
  try {
    await migrate(store.connection);
    const from_s = (Math.floor(Date.now() / 1000 / HOUR_S) - HOURS) * HOUR_S;
    await fillUsage(store.connection, { apps, from_s, hours: HOURS, every: 1 });
    const run = await train(join(dir, "store"));
    const passed = run.seconds <= AIM_S && run.peak_rss_mb <= AIM_MB;
    return { bench: "baselines", aim_s: AIM_S, aim_mb: AIM_MB, load: Math.round(loadavg()[0] ?? 0), ...run, passed };
  } finally {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
};

interface TrainingRun {
  readonly seconds: number;
  readonly peak_rss_mb: number;
  readonly apps: number;
  readonly baselines: number;
}

function train(data: string): Promise<TrainingRun> {
  const started = performance.now();
  const child = spawn(process.execPath, [PROGRAM, "baseline", "--data", data, "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let peak_rss_mb = 0;
  let out = "";
  const watch = setInterval(() => {
    peak_rss_mb = Math.max(peak_rss_mb, peakRssMb(child.pid));
  }, RSS_POLL_MS);
  child.stdout.on("data", (text: Buffer) => {
    out += text.toString();
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => {
      clearInterval(watch);
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      if (code !== 0) reject(new Error(`the training ended with ${code}`));
      else resolve({ seconds, peak_rss_mb, ...JSON.parse(out) });
    });
  });
}
