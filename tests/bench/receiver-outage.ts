import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import { createServer as createTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createServer as createTls } from "node:tls";
import { parseArgs } from "node:util";
import { openStore } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { exportDeadLetters } from "../../queries/export/dead-letters.ts";
import { destinationsOf, startDeliveries } from "../export/deliveries.ts";
import { raiseMany } from "../export/many-alerts.ts";
import { makeAuthority, opensslIn, sign } from "../kafka/certificates.ts";
import type { Benchmark } from "./benchmark.ts";

const OPTIONS = { hours: { type: "string", default: "168" } } as const;
/** So much of an hour of the outage is simulated: its alerts, not its time. */
const ALERTS_AN_HOUR = 60;
/** A third of them have a second revision. */
const REVISIONS_AN_HOUR = 80;
const POISON = "h3-7";
const MB = 1_048_576;
const LOOK_MS = 20;
/** What the process may grow by after a quarter of the week, while the rest of it waits for seven receivers. */
const MOST_GROWTH_MB = 60;
/** Eight destinations, each with one page, and all the receivers of this test. */
const MOST_MB = 500;
const WAIT_MS = 120_000;

type Mood = "dead" | "500" | "429" | "hangs" | "well";

interface Receiver {
  readonly port: number;
  readonly got: Set<string>;
  readonly be: (mood: Mood) => void;
  readonly close: () => void;
}

/** A webhook's receiver that can be in any trouble; it always answers 400 for one alert. */
async function startReceiver(poison: string): Promise<Receiver> {
  const state: { mood: Mood } = { mood: "well" };
  const got = new Set<string>();
  const answer = (response: ServerResponse, body: string): void => {
    const { uid, revision } = JSON.parse(body);
    if (state.mood === "hangs") return;
    if (state.mood === "dead") response.destroy();
    else if (state.mood === "500") response.writeHead(500).end("broken");
    else if (state.mood === "429") response.writeHead(429, { "retry-after": "1" }).end();
    else if (uid === poison) response.writeHead(400).end("no such tenant");
    else {
      got.add(`${uid}.${revision}`);
      response.writeHead(204).end();
    }
  };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => answer(response, Buffer.concat(chunks).toString()));
  });
  const be = (mood: Mood): void => {
    state.mood = mood;
    if (mood === "well") server.closeAllConnections();
  };
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { port: await listening(server), got, be, close };
}

function listening(server: {
  listen: (port: number, host: string, done: () => void) => unknown;
  address: () => unknown;
}) {
  return new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(Number(Object(server.address()).port)));
  });
}

/** A TLS receiver of syslog whose certificate can be changed; it counts lines. */
async function startTlsReceiver(dir: string, name: string) {
  const got = new Set<string>();
  const files = (which: string) => ({
    key: readFileSync(join(dir, `${which}.key`)),
    cert: readFileSync(join(dir, `${which}.pem`)),
  });
  const server = createTls(files(name), (socket) => {
    let text = "";
    socket.on("error", () => undefined);
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (text + chunk).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) got.add(`${/"uid":"([^"]+)"/.exec(line)?.[1]}.${/"revision":(\d+)/.exec(line)?.[1]}`);
    });
  });
  return {
    port: await listening(server),
    got,
    mend: () => server.setSecureContext(files("good")),
    close: () => server.close(),
  };
}

/** A receiver that takes connections and never reads or answers; then it is closed. */
async function startSilence() {
  const server = createTcp((socket) => socket.on("error", () => undefined).pause());
  return { port: await listening(server), close: () => server.close() };
}

/** A week of alerts while every receiver but one is in some trouble, then all are well: `--hours N`. */
export const receiverOutage: Benchmark = async (words) => {
  const hours = Number(parseArgs({ args: [...words], options: OPTIONS }).values.hours);
  const dir = await mkdtemp(join(tmpdir(), "tidemark-receiver-outage-"));
  const store = await openStore({ kind: "embedded", dir: join(dir, "store"), role: "bench", exclusive: true });
  try {
    await migrate(store.connection);
    return await measure(store, dir, hours);
  } finally {
    await store.close();
    await rm(dir, { recursive: true, force: true });
  }
};

type BenchStore = Parameters<typeof startDeliveries>[0];

const MOODS = ["well", "dead", "500", "429", "hangs"] as const;

async function measure(store: BenchStore, dir: string, hours: number) {
  const openssl = opensslIn(dir);
  makeAuthority(openssl);
  sign(openssl, dir, "good", "subjectAltName=IP:127.0.0.1");
  sign(openssl, dir, "wrong", "subjectAltName=DNS:somebody.else");
  sign(openssl, dir, "expired", "subjectAltName=IP:127.0.0.1", "-1");
  const hooks = await Promise.all(MOODS.map(() => startReceiver(POISON)));
  const certificates = await Promise.all(["wrong", "expired"].map((name) => startTlsReceiver(dir, name)));
  const silence = await startSilence();
  const syslog = { type: "syslog", format: "json", host: "127.0.0.1", framing: "newline", timeout_ms: 1_000 };
  const destinations = destinationsOf([
    ...hooks.map(({ port }, n) => ({
      ...{ name: `is-${MOODS[n]}`, type: "webhook", url: `http://127.0.0.1:${port}`, timeout_ms: 1_000 },
    })),
    ...certificates.map(({ port }, n) => ({
      ...syslog,
      name: `certificate-${n}`,
      port,
      tls: { ca: join(dir, "ca.pem") },
    })),
    { ...syslog, name: "silent", protocol: "tcp", port: silence.port },
  ]);
  const deliveries = await startDeliveries(store, destinations);
  for (const [n, hook] of hooks.entries()) hook.be(MOODS[n] ?? "well");
  const memory = watchMemory();
  const slowest_ms = await raiseThrough(store, hooks[0], hours, memory);
  const growth_mb = memory.growthMb();
  for (const hook of hooks) hook.be("well");
  for (const receiver of certificates) receiver.mend();
  const revisions = hours * REVISIONS_AN_HOUR;
  const missing = (): readonly number[] => [
    ...hooks.map(({ got }) => revisions - poisonIn(hours) - got.size),
    ...certificates.map(({ got }) => revisions - got.size),
  ];
  const caught_up_s = await untilNone(missing);
  const letters = await store.reader.rows(exportDeadLetters, { destination: "", limit: 1_000 });
  silence.close();
  await deliveries.stop();
  for (const receiver of [...hooks, ...certificates]) receiver.close();
  const buried = letters.map(({ destination, uid, answer }) => `${destination} ${uid}: ${answer}`);
  const right_letters = letters.length === MOODS.length && letters.every(({ uid }) => uid === POISON);
  const reasons = [
    ...new Set(
      deliveries.troubles
        .filter(({ kind }) => kind === "failing")
        .map(({ destination, reason }) => `${destination}: ${reason}`),
    ),
  ];
  const peak_mb = memory.peakMb();
  const flat = growth_mb < MOST_GROWTH_MB && peak_mb < MOST_MB;
  const passed = missing().every((count) => count === 0) && flat && right_letters;
  const figures = { hours, revisions, missing: missing(), slowest_ms, growth_mb, peak_mb, caught_up_s };
  return { bench: "receiver-outage", ...figures, buried, reasons, passed };
}

/** Raise hour by hour. The one receiver that is well has each before the next: it must not wait for the others. */
async function raiseThrough(
  store: BenchStore,
  well: Receiver | undefined,
  hours: number,
  memory: Memory,
): Promise<number> {
  let slowest_ms = 0;
  for (let hour = 0; hour < hours; hour += 1) {
    if (hour === Math.ceil(hours / 4)) memory.mark();
    await raiseMany(store, ALERTS_AN_HOUR, `h${hour}-`);
    const raised_ms = Date.now();
    const wanted = (hour + 1) * REVISIONS_AN_HOUR - poisonIn(hour + 1);
    while ((well?.got.size ?? 0) < wanted) await sleep(LOOK_MS);
    slowest_ms = Math.max(slowest_ms, Date.now() - raised_ms);
  }
  return slowest_ms;
}

interface Memory {
  /** From here on it must be flat. */
  readonly mark: () => void;
  readonly growthMb: () => number;
  /** The most there was; ends the watch. */
  readonly peakMb: () => number;
}

function watchMemory(): Memory {
  let peak = process.memoryUsage().rss;
  let before = peak;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 100);
  return {
    mark: () => {
      before = peak;
    },
    growthMb: () => Math.round((peak - before) / MB),
    peakMb: () => {
      clearInterval(timer);
      return Math.round(peak / MB);
    },
  };
}

/** Seconds until nothing is missing any more. */
async function untilNone(missing: () => readonly number[]): Promise<number> {
  const began_ms = Date.now();
  while (missing().some((count) => count > 0) && Date.now() - began_ms < WAIT_MS) await sleep(LOOK_MS);
  return Math.round((Date.now() - began_ms) / 1_000);
}

/** Revisions of the poison alert among those of the first hours. */
function poisonIn(hour: number): number {
  return hour > 3 ? 1 : 0;
}
