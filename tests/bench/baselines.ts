import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { BaselineCounts } from "../../pipeline/baseline/train-baselines.ts";
import { openStore } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import type { Benchmark } from "./benchmark.ts";
import { runMeasured } from "./run-measured.ts";
import { fillUsage } from "./usage-history.ts";

const HOUR_S = 3600;
const HOURS = 4 * 7 * 24;
const AIM_S = 60;
const AIM_MB = 2_000;

/** Train the baselines of many apps from four weeks of hours in the store, as the command does it. */
export const baselines: Benchmark = async (words) => {
  const { values } = parseArgs({ args: [...words], options: { apps: { type: "string", default: "10000" } } });
  const apps = Number(values.apps);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const store = await openStore({ kind: "embedded", dir: join(dir, "store"), role: "bench", exclusive: true });
  try {
    await migrate(store.connection);
    const from_s = (Math.floor(Date.now() / 1000 / HOUR_S) - HOURS) * HOUR_S;
    await fillUsage(store.connection, { apps, from_s, hours: HOURS });
    const run = await runMeasured<BaselineCounts>(["baseline", "--data", join(dir, "store")]);
    const passed = run.seconds <= AIM_S && run.peak_rss_mb <= AIM_MB;
    return { bench: "baselines", aim_s: AIM_S, aim_mb: AIM_MB, load: Math.round(loadavg()[0] ?? 0), ...run, passed };
  } finally {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
};
