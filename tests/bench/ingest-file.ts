import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BEGINNING } from "../../pipeline/commands/ingest/import-batch.ts";
import { lineBatches } from "../../pipeline/commands/ingest/line-batches.ts";
import { runImport } from "../../pipeline/commands/ingest/run-import.ts";
import type { ImportRun } from "../../pipeline/core/ports.ts";
import { migrate } from "../../pipeline/store/migrate.ts";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import type { Benchmark } from "./benchmark.ts";
import { writeEventFile } from "./event-file.ts";

const EVENTS = 3_000_000;
const ROUNDS = 3;
/** At least this share of the plain insert's speed. */
const AIM = 0.7;
/** Resident memory of the Node process for a file of a gigabyte. */
const MAX_RSS_MB = 300;

const PLAIN = `CREATE TABLE plain AS events ENGINE = MergeTree PARTITION BY toYYYYMMDD(at)
ORDER BY (tenant, toStartOfMinute(at), app_id, at, source, event_id)`;

/** A file of common events: through the landing with everything on, beside a plain INSERT of the same file. */
export const ingestFile: Benchmark = async () => {
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  try {
    const path = join(dir, "events.ndjson");
    const bytes = await writeEventFile(path, EVENTS);
    const store = await openStore({ kind: "embedded", dir: join(dir, "store"), role: "bench", exclusive: true });
    await migrate(store.connection);
    await store.connection.execute({ sql: PLAIN });
    const rounds: { readonly ours: number; readonly peer: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({ peer: await plainInsert(store, path), ours: await landing(store, path) });
    await store.close();
    return report(rounds, bytes);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

function report(rounds: readonly { readonly ours: number; readonly peer: number }[], bytes: number) {
  const ratio = median(rounds.map(({ ours, peer }) => peer / ours));
  const peak_rss_mb = Math.round(process.resourceUsage().maxRSS / 1_000);
  return {
    bench: "ingest-file",
    events: EVENTS,
    bytes,
    ours: Math.round(EVENTS / median(rounds.map(({ ours }) => ours))),
    peer: Math.round(EVENTS / median(rounds.map(({ peer }) => peer))),
    unit: "events/s",
    ratio: Math.round(ratio * 100) / 100,
    ratios: rounds.map(({ ours, peer }) => Math.round((peer / ours) * 100) / 100),
    aim: AIM,
    peak_rss_mb,
    passed: ratio >= AIM && peak_rss_mb < MAX_RSS_MB,
  };
}

async function landing(store: Store, path: string): Promise<number> {
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
  if (run.read !== EVENTS || run.quarantined !== 0) throw new Error(`read ${run.read}, quarantined ${run.quarantined}`);
  return (performance.now() - started) / 1_000;
}

function emptyRun(): ImportRun {
  const names = { run_key: "bench", run_id: "bench", source: "tidemark", tenant: "", owner: "" };
  return { ...names, started_at: Date.now(), revision: 1, cursor: "", read: 0, quarantined: 0, done: false };
}

async function plainInsert(store: Store, path: string): Promise<number> {
  await store.connection.execute({ sql: "TRUNCATE TABLE plain" });
  const { url, user, password, database } = store.connection.endpoint;
  const settings = "async_insert=0&max_partitions_per_insert_block=0&date_time_input_format=best_effort";
  const query = encodeURIComponent("INSERT INTO plain FORMAT JSONEachRow");
  const headers = { "X-ClickHouse-User": user, "X-ClickHouse-Key": password };
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const sent = request(
      `${url}/?database=${database}&${settings}&query=${query}`,
      { method: "POST", headers },
      (answer) => {
        answer.resume();
        answer.once("end", () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`status ${answer.statusCode}`)),
        );
      },
    );
    sent.once("error", reject);
    createReadStream(path, { highWaterMark: 1 << 20 }).pipe(sent);
  });
  return (performance.now() - started) / 1_000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
