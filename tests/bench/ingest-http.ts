import { mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { COMMON_SOURCE } from "../../pipeline/core/feed.ts";
import { mapText } from "../../pipeline/core/map-record.ts";
import { FEEDS } from "../../pipeline/sources/feeds.ts";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { peakRssMb } from "../peak-rss.ts";
import type { Benchmark } from "./benchmark.ts";
import { eventLine } from "./event-file.ts";
import { graphRecords, o365Records } from "./foreign-records.ts";
import { memoryFolder } from "./memory-folder.ts";
import { createPlainTable, median, plainTarget } from "./plain-insert.ts";
import { type Headers, postBody, startService } from "./service-process.ts";

/** In a round; records of a foreign feed are four times as large, and are all made before they are sent. */
const EVENTS = 600_000;
const RECORDS = 120_000;
const EVENTS_A_REQUEST = "500";
/** In a round, of small bodies. */
const REQUESTS = 1_200;
const SEED = 1;
const SENDERS = 16;
const ROUNDS = 5;
/** Of ours alone, for the memory: ten times the events of a round. */
const MEMORY_ROUNDS = 10;
/** Threads, buffers and the server's memory are there after so many events; measured cold, either way takes up to twice as long. */
const WARM_UP_SHARE = 1 / 4;
/** At least this share of the speed of plain inserts by the same senders, in the middle one of the rounds; a foreign feed's records are mapped, too. */
const AIM = 0.6;
const FOREIGN_AIM = 0.3;
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
 * warm and with an idle server, in turns the one and the other first. `--memory` takes ten times the events, ours
 * alone, for the memory it takes. `--source o365_audit` or `ms_graph_activity` sends that feed's records, and to the
 * peer the common events that they become; `--events-a-request N` sends smaller or larger bodies.
 */
export const ingestHttp: Benchmark = async (words) => {
  const { values } = parseArgs({ args: [...words], options: OPTIONS });
  const traffic = trafficOf(values.source, Number(values["events-a-request"]));
  const dir = await mkdtemp(join(await memoryFolder(), "tidemark-bench-"));
  const data = join(dir, "store");
  const { child, url } = await startService(data);
  try {
    const store = await openStore({ kind: "embedded", dir: data, role: "bench", exclusive: false });
    await createPlainTable(store);
    const place = { store, url, traffic };
    const measured = values.memory ? await memoryOf(place) : await compare(place);
    await store.close();
    const peak_rss_mb = peakRssMb(child.pid);
    const passed = measured.passed && peak_rss_mb < MAX_RSS_MB;
    return {
      bench: "ingest-http",
      source: values.source,
      senders: SENDERS,
      events_a_request: traffic.events_a_request,
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

const OPTIONS = {
  memory: { type: "boolean", default: false },
  source: { type: "string", default: COMMON_SOURCE },
  "events-a-request": { type: "string", default: EVENTS_A_REQUEST },
} as const;

interface Place {
  readonly store: Store;
  readonly url: string;
  readonly traffic: Traffic;
}

/** What the senders send. */
interface Traffic {
  readonly path: string;
  /** In a round. */
  readonly events: number;
  readonly events_a_request: number;
  readonly aim: number;
  /** The n-th record with its line feed, and the event that it becomes. */
  readonly lines: (n: number) => { readonly ours: string; readonly peer: string };
}

function trafficOf(source: string, events_a_request: number): Traffic {
  const events = Math.min(REQUESTS * events_a_request, source === COMMON_SOURCE ? EVENTS : RECORDS);
  if (source === COMMON_SOURCE) {
    const lines = (n: number) => {
      const line = eventLine(n);
      return { ours: line, peer: line };
    };
    return { path: "/v1/events", events, events_a_request, aim: AIM, lines };
  }
  const [feed, record] =
    source === FEEDS.o365_audit.source
      ? [FEEDS.o365_audit, o365Records(SEED)]
      : [FEEDS.ms_graph_activity, graphRecords(SEED)];
  const lines = (n: number) => {
    const ours = record(n);
    const peer = mapText(feed, { position: "", raw: ours }).map(({ line }) => `${line}\n`);
    return { ours: `${ours}\n`, peer: peer.join("") };
  };
  return { path: `/v1/feeds/${feed.source}`, events, events_a_request, aim: FOREIGN_AIM, lines };
}

interface Bodies {
  readonly ours: readonly Buffer[];
  readonly peer: readonly Buffer[];
}

/** Seconds of each way. */
interface Round {
  readonly ours: number;
  readonly peer: number;
}

async function memoryOf(place: Place) {
  const { events } = place.traffic;
  const seconds: number[] = [];
  for (let round = 0; round < MEMORY_ROUNDS; round += 1)
    seconds.push(await throughService(place, bodiesOf(place.traffic, round, events).ours));
  return { events: events * MEMORY_ROUNDS, ours: Math.round(events / median(seconds)), unit: "events/s", passed: true };
}

async function compare(place: Place) {
  const { events, aim } = place.traffic;
  const settings = await warmUp(place);
  const rounds: Round[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) rounds.push(said(await oneRound(place, settings, round)));
  const ratios = rounds.map(({ ours, peer }) => Math.round((peer / ours) * 100) / 100);
  const rates = (way: keyof Round) => rounds.map((seconds) => Math.round(events / seconds[way]));
  return {
    events,
    ours: median(rates("ours")),
    ours_rounds: rates("ours"),
    peer: median(rates("peer")),
    peer_rounds: rates("peer"),
    peer_settings: settings,
    unit: "events/s",
    ratio: median(ratios),
    ratios,
    aim,
    passed: median(ratios) >= aim,
  };
}

/** Both ways on the day before the first round; answers the peer's best settings. */
async function warmUp(place: Place): Promise<string> {
  const bodies = bodiesOf(place.traffic, 0, place.traffic.events * WARM_UP_SHARE);
  await throughService(place, bodies.ours);
  await plainInserts(place, PEER_SETTINGS[0] ?? "", bodies.peer);
  let best = { settings: "", seconds: Number.POSITIVE_INFINITY };
  for (const settings of PEER_SETTINGS) {
    const { seconds } = said({ settings, seconds: await plainInserts(place, settings, bodies.peer) });
    if (seconds < best.seconds) best = { settings, seconds };
  }
  return best.settings;
}

async function oneRound(place: Place, settings: string, round: number): Promise<Round> {
  const bodies = bodiesOf(place.traffic, round, place.traffic.events);
  if (round % 2 === 0) {
    const ours = await throughService(place, bodies.ours);
    return { ours, peer: await plainInserts(place, settings, bodies.peer) };
  }
  const peer = await plainInserts(place, settings, bodies.peer);
  return { ours: await throughService(place, bodies.ours), peer };
}

function said<T>(what: T): T {
  process.stderr.write(`${JSON.stringify(what)}\n`);
  return what;
}

/** The first records of a day as request bodies. */
function bodiesOf(traffic: Traffic, day: number, events: number): Bodies {
  const { events_a_request } = traffic;
  const bodies = Array.from({ length: events / events_a_request }, (_, body) =>
    bodyOf(traffic, day * EVENTS_A_DAY + body * events_a_request),
  );
  return { ours: bodies.map(({ ours }) => ours), peer: bodies.map(({ peer }) => peer) };
}

function bodyOf({ lines, events_a_request }: Traffic, first: number): { readonly ours: Buffer; readonly peer: Buffer } {
  const each = Array.from({ length: events_a_request }, (_, n) => lines(first + n));
  const ours = Buffer.from(each.map((line) => line.ours).join(""));
  // The same bytes where both get the same: twice as many would be collected while it is measured.
  const is_same = each.every((line) => line.peer === line.ours);
  return { ours, peer: is_same ? ours : Buffer.from(each.map((line) => line.peer).join("")) };
}

async function throughService({ store, url, traffic }: Place, bodies: readonly Buffer[]): Promise<number> {
  await idle(store);
  return secondsOf(bodies, `${url}${traffic.path}`, { "content-type": "application/x-ndjson" });
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
