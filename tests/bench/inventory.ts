import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openStore } from "../../pipeline/store/open-store.ts";
import { inventoryApps } from "../../queries/inventory/apps.ts";
import type { Benchmark } from "./benchmark.ts";
import { writeGraphDirectory } from "./graph-directory.ts";
import { type Measured, runMeasured } from "./run-measured.ts";

const AIM_S = 60;
const AIM_MB = 400;
const LOOKS = 5;
const LIST_PAGE = 100;

interface ImportRun extends Measured {
  readonly read: number;
  readonly apps: number;
  readonly changed: number;
  readonly deleted: number;
  readonly quarantined: number;
}

/** A large tenant's directory, imported, imported again, and imported without one app. */
export const inventory: Benchmark = async (words) => {
  const options = {
    apps: { type: "string", default: "100000" },
    grants: { type: "string", default: "1000000" },
  } as const;
  const { values } = parseArgs({ args: [...words], options });
  const apps = Number(values.apps);
  const grants = Number(values.grants);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  try {
    const data = join(dir, "store");
    const paths = await writeGraphDirectory(dir, { apps, grants, without: -1 });
    const first = await runImport(data, paths, "2026-01-01");
    const again = await runImport(data, paths, "2026-01-02");
    const gone = await runImport(
      data,
      await writeGraphDirectory(dir, { apps, grants, without: apps - 1 }),
      "2026-01-03",
    );
    const list_ms = await timeList(data);
    const unchanged = again.changed === 0 && again.deleted === 0;
    // The app, its secret and the permission it offers.
    const shows_deleted = gone.changed === 0 && gone.deleted === 3 && (await deletedOn(data, "2026-01-03"));
    const fast = Math.max(first.seconds, again.seconds, gone.seconds) < AIM_S;
    const small = Math.max(first.peak_rss_mb, again.peak_rss_mb, gone.peak_rss_mb) < AIM_MB;
    const passed = unchanged && shows_deleted && fast && small;
    return {
      bench: "inventory",
      apps,
      grants,
      aim_s: AIM_S,
      aim_mb: AIM_MB,
      first,
      again,
      gone,
      list_ms,
      unchanged,
      shows_deleted,
      passed,
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

function runImport(data: string, paths: readonly string[], at: string): Promise<ImportRun> {
  return runMeasured(["inventory", "import", "--data", data, "--source", "microsoft_graph", "--at", at, ...paths]);
}

/** The median of a page of the list of apps, now and as of a day. */
async function timeList(data: string): Promise<number> {
  const store = await openStore({ kind: "embedded", dir: data, role: "bench", exclusive: false });
  const took: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    const started = performance.now();
    const until_ms = Date.parse(look % 2 === 0 ? "2026-01-02" : "2026-02-01");
    await store.reader.rows(inventoryApps, { tenant: "default", until_ms, search: "", limit: LIST_PAGE, offset: 0 });
    took.push(performance.now() - started);
  }
  await store.close();
  return Math.round(took.sort((a, b) => a - b)[Math.floor(LOOKS / 2)] ?? 0);
}

async function deletedOn(data: string, day: string): Promise<boolean> {
  const store = await openStore({ kind: "embedded", dir: data, role: "bench", exclusive: false });
  const params = { tenant: "default", search: "", limit: LIST_PAGE * 10_000, offset: 0 };
  const rows = await store.reader.rows(inventoryApps, { ...params, until_ms: Date.parse(day) + 1 });
  await store.close();
  const gone = rows.filter(({ status }) => status === "deleted");
  return gone.length === 1 && gone[0]?.changed_at?.startsWith(day) === true;
}
