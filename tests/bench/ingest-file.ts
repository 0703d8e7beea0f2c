import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BEGINNING } from "../../pipeline/commands/ingest/import-cursor.ts";
import { lineBatches } from "../../pipeline/commands/ingest/line-batches.ts";
import { runImport } from "../../pipeline/commands/ingest/run-import.ts";
import type { ImportRun } from "../../pipeline/core/ports.ts";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { loadPlaces } from "../../pipeline/store/places/load-places.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import type { Benchmark } from "./benchmark.ts";
import { writeEventFile } from "./event-file.ts";
import { createPlainTable, median, plainInsert } from "./plain-insert.ts";

const EVENTS = 3_000_000;
const ROUNDS = 3;
/** At least this share of the plain insert's speed. */
const AIM = 0.7;
/** Resident memory of the Node process, whatever the size of the file. */
const MAX_RSS_MB = 400;

/**
 * A file of common events: through the landing with everything on (places of addresses too), beside a plain INSERT of
 * the same file. `ingest-file 30000000` takes ten times the events.
 */
export const ingestFile: Benchmark = async ([words]) => {
  const events = Number(words ?? EVENTS);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  try {
    const path = join(dir, "events.ndjson");
    const bytes = await writeEventFile(path, events);
    const store = await openStore({ kind: "embedded", dir: join(dir, "store"), role: "bench", exclusive: true });
    await migrate(store.connection);
    await loadPlaces(store.connection, { bring: true, say: (text) => process.stderr.write(`${text}\n`) });
    await createPlainTable(store);
    const rounds: { readonly ours: number; readonly peer: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({ peer: await plainInsert(store, path), ours: await landing(store, path, events) });
    await store.close();
    return report(rounds, events, bytes);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

function report(rounds: readonly { readonly ours: number; readonly peer: number }[], events: number, bytes: number) {
  const ratio = median(rounds.map(({ ours, peer }) => peer / ours));
  const peak_rss_mb = Math.round(process.resourceUsage().maxRSS / 1_000);
  return {
    bench: "ingest-file",
    events,
    bytes,
    ours: Math.round(events / median(rounds.map(({ ours }) => ours))),
    peer: Math.round(events / median(rounds.map(({ peer }) => peer))),
    unit: "events/s",
    ratio: Math.round(ratio * 100) / 100,
    ratios: rounds.map(({ ours, peer }) => Math.round((peer / ours) * 100) / 100),
    aim: AIM,
    peak_rss_mb,
    passed: ratio >= AIM && peak_rss_mb < MAX_RSS_MB,
  };
}

async function landing(store: Store, path: string, events: number): Promise<number> {
  for (const table of ["events", "touched_minutes", "first_seen"])
    await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
  const { size, mtimeMs } = await stat(path);
  const signal = new AbortController().signal;
  const input = { kind: "file", path, size, modified_at_ms: mtimeMs } as const;
  const started = performance.now();
  const batches = lineBatches([input], { tenant: "", source: "tidemark", run_id: "bench" }, BEGINNING, signal);
  const run = await runImport(
    { landing: store.landing, runs: store.runs, progress: () => undefined },
    emptyRun(),
    batches,
    signal,
  );
  if (run.read !== events || run.quarantined !== 0) throw new Error(`read ${run.read}, quarantined ${run.quarantined}`);
  return (performance.now() - started) / 1_000;
}

function emptyRun(): ImportRun {
  const names = { run_key: "bench", run_id: "bench", source: "tidemark", tenant: "", owner: "" };
  return { ...names, started_at: Date.now(), revision: 1, cursor: "", read: 0, quarantined: 0, done: false };
}
