import { mkdtemp, readFile, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { peakRssMb } from "../peak-rss.ts";
import type { Benchmark } from "./benchmark.ts";
import { writeEventFile } from "./event-file.ts";
import { createPlainTable, median, plainInsert, plainTarget } from "./plain-insert.ts";
import { type Headers, postBody, startService } from "./service-process.ts";

const EVENTS = 600_000;
const EVENTS_A_REQUEST = 500;
const SENDERS = 16;
const ROUNDS = 3;
/** At least this share of the speed of plain inserts by the same senders. */
const AIM = 0.6;
/** Resident memory of the service. */
const MAX_RSS_MB = 400;
const LINE_FEED = 10;

/**
 * Sixteen senders of 500 events a request at the running service, beside (`peer`) the same sixteen sending the same
 * bodies as plain INSERTs: that is what the service costs them. `bulk` is one plain INSERT of all the events. By that
 * measure the plain server with such senders reaches a quarter of itself, and nothing that answers after storing can
 * reach more: docs/decisions/0005-landing-as-formulas.md.
 */
export const ingestHttp: Benchmark = async () => {
  const dir = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
  const path = join(dir, "events.ndjson");
  const bytes = await writeEventFile(path, EVENTS);
  const data = join(dir, "store");
  const { child, url } = await startService(data);
  try {
    const store = await openStore({ kind: "embedded", dir: data, role: "bench", exclusive: false });
    await createPlainTable(store);
    const bodies = bodiesOf(await readFile(path));
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({
        bulk: await plainInsert(store, path),
        peer: await plainInserts(store, bodies),
        ours: await throughService(store, url, bodies),
      });
    const peak_rss_mb = peakRssMb(child.pid);
    await store.close();
    return report(rounds, bytes, peak_rss_mb);
  } finally {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    await rm(dir, { recursive: true, force: true });
  }
};

/** Seconds of each way. */
interface Round {
  readonly ours: number;
  readonly peer: number;
  readonly bulk: number;
}

function report(rounds: readonly Round[], bytes: number, peak_rss_mb: number) {
  const ratio = median(rounds.map(({ ours, peer }) => peer / ours));
  return {
    bench: "ingest-http",
    events: EVENTS,
    bytes,
    senders: SENDERS,
    events_a_request: EVENTS_A_REQUEST,
    ours: Math.round(EVENTS / median(rounds.map(({ ours }) => ours))),
    peer: Math.round(EVENTS / median(rounds.map(({ peer }) => peer))),
    bulk: Math.round(EVENTS / median(rounds.map(({ bulk }) => bulk))),
    unit: "events/s",
    ratio: Math.round(ratio * 100) / 100,
    ratios: rounds.map(({ ours, peer }) => Math.round((peer / ours) * 100) / 100),
    ratio_bulk: Math.round(median(rounds.map(({ ours, bulk }) => bulk / ours)) * 100) / 100,
    aim: AIM,
    peak_rss_mb,
    passed: ratio >= AIM && peak_rss_mb < MAX_RSS_MB,
  };
}

/** The events file cut into request bodies. */
function bodiesOf(file: Buffer): readonly Buffer[] {
  const bodies: Buffer[] = [];
  for (let start = 0; start < file.length; ) {
    let end = start;
    for (let line = 0; line < EVENTS_A_REQUEST && end < file.length; line += 1) end = file.indexOf(LINE_FEED, end) + 1;
    bodies.push(file.subarray(start, end));
    start = end;
  }
  return bodies;
}

async function throughService(store: Store, url: string, bodies: readonly Buffer[]): Promise<number> {
  for (const table of ["events", "touched_minutes", "first_seen"])
    await store.connection.execute({ sql: `TRUNCATE TABLE ${table}` });
  return secondsOf(bodies, `${url}/v1/events`, { "content-type": "application/x-ndjson" });
}

async function plainInserts(store: Store, bodies: readonly Buffer[]): Promise<number> {
  await store.connection.execute({ sql: "TRUNCATE TABLE plain" });
  const { url, headers } = plainTarget(store);
  return secondsOf(bodies, url, headers);
}

async function secondsOf(bodies: readonly Buffer[], url: string, headers: Headers): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const queue = bodies.values();
  const started = performance.now();
  const sender = async (): Promise<void> => {
    for (const body of queue) await postBody(agent, url, headers, body);
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  const seconds = (performance.now() - started) / 1_000;
  agent.destroy();
  return seconds;
}
