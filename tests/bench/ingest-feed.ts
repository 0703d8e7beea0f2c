import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BEGINNING } from "../../pipeline/commands/ingest/import-cursor.ts";
import { recordBatches } from "../../pipeline/commands/ingest/record-batches.ts";
import { runImport } from "../../pipeline/commands/ingest/run-import.ts";
import type { Feed } from "../../pipeline/core/feed.ts";
import type { ImportRun } from "../../pipeline/core/ports.ts";
import type { InputFile } from "../../pipeline/readers/inputs/input-file.ts";
import { FEEDS } from "../../pipeline/sources/feeds.ts";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { loadPlaces } from "../../pipeline/store/places/load-places.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import type { Benchmark } from "./benchmark.ts";
import { createPlainTable, median, plainInsert } from "./plain-insert.ts";
import { script } from "./script.ts";

const RECORDS = 300_000;
const ROUNDS = 5;
/** At least this share of the plain insert's speed. */
const AIM = 0.3;
/** Of the Node process, threads included, also when one import brings so many times the records. */
const MAX_RSS_MB = 400;
const LONG_IMPORT = 10;

/**
 * A file of foreign records: read, mapped and through the landing with everything on. Beside it, a plain INSERT ...
 * FORMAT JSONEachRow of the common events that the same records become, mapped and written to a file beforehand: the
 * peer gets about half the bytes, has nothing to map, and neither judges, nor enriches, nor tells copies.
 */
function feedBenchmark(bench: string, feed: Feed): Benchmark {
  return async () => {
    const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
    try {
      const files = await writeFiles(dir, feed);
      const store = await openStore({ kind: "embedded", dir: join(dir, "store"), role: "bench", exclusive: true });
      await migrate(store.connection);
      await loadPlaces(store.connection, { bring: true, say: (text) => process.stderr.write(`${text}\n`) });
      await createPlainTable(store);
      const rounds: Round[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push({ peer: await plainInsert(store, files.events), ours: await importing(store, feed, files, 1) });
      }
      const short_rss_mb = peakRssMb();
      const long = await importing(store, feed, files, LONG_IMPORT);
      await store.close();
      return { bench, ...report(rounds, files), short_rss_mb, long: perSecond(long / LONG_IMPORT) };
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  };
}

export const ingestO365 = feedBenchmark("ingest-o365", FEEDS.o365_audit);
export const ingestGraph = feedBenchmark("ingest-graph", FEEDS.ms_graph_activity);

/** Seconds. */
interface Round {
  readonly ours: number;
  readonly peer: number;
}

interface Files {
  readonly records: string;
  readonly events: string;
  readonly record_bytes: number;
  readonly event_bytes: number;
}

async function writeFiles(dir: string, feed: Feed): Promise<Files> {
  const [records, events] = [join(dir, "records.ndjson"), join(dir, "events.ndjson")];
  await script("write-foreign-records.ts", [feed.source, String(RECORDS), records, events]);
  const [record_bytes, event_bytes] = [(await stat(records)).size, (await stat(events)).size];
  return { records, events, record_bytes, event_bytes };
}

function report(rounds: readonly Round[], { record_bytes, event_bytes }: Files) {
  const ratio = median(rounds.map(({ ours, peer }) => peer / ours));
  const peak_rss_mb = peakRssMb();
  return {
    records: RECORDS,
    bytes_a_record: Math.round(record_bytes / RECORDS),
    bytes_an_event: Math.round(event_bytes / RECORDS),
    ours: perSecond(median(rounds.map(({ ours }) => ours))),
    peer: perSecond(median(rounds.map(({ peer }) => peer))),
    unit: "records/s",
    ratio: twoDigits(ratio),
    ratios: rounds.map(({ ours, peer }) => twoDigits(peer / ours)),
    aim: AIM,
    peak_rss_mb,
    passed: ratio >= AIM && peak_rss_mb < MAX_RSS_MB,
  };
}

function perSecond(seconds: number): number {
  return Math.round(RECORDS / seconds);
}

function twoDigits(value: number): number {
  return Math.round(value * 100) / 100;
}

function peakRssMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_000);
}

/** Seconds that it takes to import the records so many times in one run: the copies are read and mapped as any. */
async function importing(store: Store, feed: Feed, { records }: Files, times: number): Promise<number> {
  for (const table of ["events", "touched_minutes", "first_seen"])
    await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
  const { size, mtimeMs } = await stat(records);
  const input: InputFile = { kind: "file", path: records, size, modified_at_ms: mtimeMs };
  const inputs = Array<InputFile>(times).fill(input);
  const signal = new AbortController().signal;
  const header = { tenant: "", source: feed.source, run_id: "bench", feed };
  const started = performance.now();
  const batches = recordBatches(inputs, header, BEGINNING, signal);
  const deps = { landing: store.landing, runs: store.runs, progress: () => undefined };
  const run = await runImport(deps, emptyRun(feed.source), batches, signal);
  if (run.read !== RECORDS * times || run.quarantined !== 0)
    throw new Error(`read ${run.read}, quarantined ${run.quarantined}`);
  return (performance.now() - started) / 1_000;
}

function emptyRun(source: string): ImportRun {
  const names = { run_key: "bench", run_id: "bench", source, tenant: "", owner: "" };
  return { ...names, started_at: Date.now(), revision: 1, cursor: "", read: 0, quarantined: 0, done: false };
}
