import { mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { peakRssMb } from "../peak-rss.ts";
import type { Benchmark } from "./benchmark.ts";
import { eventLine } from "./event-file.ts";
import { memoryFolder } from "./memory-folder.ts";
import { createPlainTable, median, plainTarget } from "./plain-insert.ts";
import { type Headers, postBody, startService } from "./service-process.ts";

const EVENTS = 600_000;
const EVENTS_A_REQUEST = 500;
const SENDERS = 16;
const ROUNDS = 5;
/** Of ours alone, for the memory: ten times the events of a round. */
const MEMORY_ROUNDS = 10;
/** Threads, buffers and the server's memory are there after so many events; measured cold, either way takes up to twice as long. */
const WARM_UP_EVENTS = 150_000;
/** At least this share of the speed of plain inserts by the same senders, in the middle one of the rounds. */
const AIM = 0.6;
/** Resident memory of the service. */
const MAX_RSS_MB = 400;
/** Each round has a day of its own, so that none meets the rows, parts and merges of another. */
const EVENTS_A_DAY = 8_640_000;
/** The server is idle when it was so at each of these looks. */
const IDLE_LOOKS = 5;
const LOOK_MS = 200;
const IDLE_LOOKS_AT_MOST = 300;

/** The peer's best is the best of these; each answers after storing. */
const PEER_SETTINGS = [
  "async_insert=0",
  "async_insert=0&max_threads=1&input_format_parallel_parsing=0",
  "async_insert=1&wait_for_async_insert=1",
];

/**
 * Sixteen senders of 500 events a request at the running service, beside (`peer`) the same sixteen sending the same
 * bodies as plain INSERTs: that is what the service costs them (docs/decisions/0005-landing-as-formulas.md). Both begin
 * warm and with an idle server, in turns the one and the other first. `ingest-http --memory` takes ten times the
 * events, ours alone, for the memory it takes.
 */
export const ingestHttp: Benchmark = async (words) => {
  const { values } = parseArgs({ args: [...words], options: { memory: { type: "boolean", default: false } } });
  const dir = await mkdtemp(join(await memoryFolder(), "tidemark-bench-"));
  const data = join(dir, "store");
  const { child, url } = await startService(data);
  try {
    const store = await openStore({ kind: "embedded", dir: data, role: "bench", exclusive: false });
    await createPlainTable(store);
    const place = { store, url };
    const measured = values.memory ? await memoryOf(place) : await compare(place);
    await store.close();
    const peak_rss_mb = peakRssMb(child.pid);
    const passed = measured.passed && peak_rss_mb < MAX_RSS_MB;
    return {
      bench: "ingest-http",
      senders: SENDERS,
      events_a_request: EVENTS_A_REQUEST,
      ...measured,
      peak_rss_mb,
      passed,
    };
  } finally {
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
    await rm(dir, { recursive: true, force: true });
  }
};

interface Place {
  readonly store: Store;
  readonly url: string;
}

/** Seconds of each way. */
interface Round {
  readonly ours: number;
  readonly peer: number;
}

async function memoryOf(place: Place) {
  const seconds: number[] = [];
  for (let round = 0; round < MEMORY_ROUNDS; round += 1)
    seconds.push(await throughService(place, bodiesOf(round, EVENTS)));
  return { events: EVENTS * MEMORY_ROUNDS, ours: Math.round(EVENTS / median(seconds)), unit: "events/s", passed: true };
}

async function compare(place: Place) {
  const settings = await warmUp(place);
  const rounds: Round[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) rounds.push(said(await oneRound(place, settings, round)));
  const ratios = rounds.map(({ ours, peer }) => Math.round((peer / ours) * 100) / 100);
  const rates = (way: keyof Round) => rounds.map((seconds) => Math.round(EVENTS / seconds[way]));
  return {
    events: EVENTS,
    ours: median(rates("ours")),
    ours_rounds: rates("ours"),
    peer: median(rates("peer")),
    peer_rounds: rates("peer"),
    peer_settings: settings,
    unit: "events/s",
    ratio: median(ratios),
    ratios,
    aim: AIM,
    passed: median(ratios) >= AIM,
  };
}

/** Both ways on the day before the first round; answers the peer's best settings. */
async function warmUp(place: Place): Promise<string> {
  const bodies = bodiesOf(0, WARM_UP_EVENTS);
  await throughService(place, bodies);
  await plainInserts(place, PEER_SETTINGS[0] ?? "", bodies);
  let best = { settings: "", seconds: Number.POSITIVE_INFINITY };
  for (const settings of PEER_SETTINGS) {
    const { seconds } = said({ settings, seconds: await plainInserts(place, settings, bodies) });
    if (seconds < best.seconds) best = { settings, seconds };
  }
  return best.settings;
}

async function oneRound(place: Place, settings: string, round: number): Promise<Round> {
  const bodies = bodiesOf(round, EVENTS);
  if (round % 2 === 0) {
    const ours = await throughService(place, bodies);
    return { ours, peer: await plainInserts(place, settings, bodies) };
  }
  const peer = await plainInserts(place, settings, bodies);
  return { ours: await throughService(place, bodies), peer };
}

function said<T>(what: T): T {
  process.stderr.write(`${JSON.stringify(what)}\n`);
  return what;
}

/** The events of a day as request bodies. */
function bodiesOf(day: number, events: number): readonly Buffer[] {
  return Array.from({ length: events / EVENTS_A_REQUEST }, (_, body) => {
    const first = day * EVENTS_A_DAY + body * EVENTS_A_REQUEST;
    return Buffer.from(Array.from({ length: EVENTS_A_REQUEST }, (_, n) => eventLine(first + n)).join(""));
  });
}

async function throughService({ store, url }: Place, bodies: readonly Buffer[]): Promise<number> {
  await idle(store);
  return secondsOf(bodies, `${url}/v1/events`, { "content-type": "application/x-ndjson" });
}

async function plainInserts({ store }: Place, settings: string, bodies: readonly Buffer[]): Promise<number> {
  await idle(store);
  const { url, headers } = plainTarget(store, settings);
  return secondsOf(bodies, url, headers);
}

const AT_WORK = `SELECT toUInt32((SELECT count() FROM system.merges)
    + (SELECT count() FROM system.processes WHERE user = currentUser() AND query_id != queryID())) AS work`;

/** What was stored before is merged and rolled up. */
async function idle(store: Store): Promise<void> {
  let quiet = 0;
  for (let look = 0; look < IDLE_LOOKS_AT_MOST && quiet < IDLE_LOOKS; look += 1) {
    const [row] = await store.connection.json(AT_WORK);
    quiet = Number(Object(row).work) === 0 ? quiet + 1 : 0;
    await sleep(LOOK_MS);
  }
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
