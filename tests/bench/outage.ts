import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openStore, type Store } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { type Broker, startBroker } from "../kafka/broker.ts";
import { startConsumer } from "../kafka/consumer-process.ts";
import { createCrowd } from "../kafka/storm/crowd.ts";
import { fill } from "../kafka/storm/fill.ts";
import { watchGroup } from "../kafka/storm/group-watch.ts";
import { BLOCK, type StormPlan } from "../kafka/storm/storm-plan.ts";
import { createTopic } from "../kafka/topics.ts";
import { peakRssMb } from "../peak-rss.ts";
import { type Running, startTidemark } from "../tidemark-process.ts";
import type { Benchmark } from "./benchmark.ts";
import { sendOverHttp } from "./http-senders.ts";
import { createGate, type StoreGate } from "./store-gate.ts";

const OPTIONS = {
  seconds: { type: "string", default: "300" },
  rate: { type: "string", default: "10000" },
} as const;
const PARTITIONS = 4;
const CONSUMERS = 2;
const SENDERS = 4;
/** So long everything flows before the outage; the producer sends for about as long after it. */
const AROUND_S = 20;
/** Messages an event, copies and poison counted. */
const MESSAGES_AN_EVENT = 1.301;
const MAX_RSS_MB = 400;
const SECOND_MS = 1_000;

interface Place {
  readonly broker: Broker;
  readonly store: Store;
  readonly gate: StoreGate;
  readonly dir: string;
  readonly outage_s: number;
  readonly plan: StormPlan;
}

/** ClickHouse away for five minutes while Kafka and HTTP senders go on: `--seconds N --rate MESSAGES_A_SECOND`. */
export const outage: Benchmark = async (words) => {
  const { values } = parseArgs({ args: [...words], options: OPTIONS });
  const outage_s = Number(values.seconds);
  const messages_per_s = Number(values.rate);
  const wanted = ((outage_s + 2 * AROUND_S) * messages_per_s) / MESSAGES_AN_EVENT;
  const plan = { seed: 1, events: Math.ceil(wanted / BLOCK) * BLOCK, partitions: PARTITIONS, messages_per_s };
  const broker = await startBroker();
  if (broker.kind === "absent") throw new Error("There is no Kafka to read from meanwhile.");
  const dir = await mkdtemp(join(tmpdir(), "tidemark-outage-"));
  const store = await openStore({ kind: "embedded", dir, role: "outage", exclusive: true });
  try {
    await migrate(store.connection);
    const gate = await createGate(store.url);
    const result = await measure({ broker, store, gate, dir, outage_s, plan });
    await gate.shut();
    return result;
  } finally {
    await store.close();
    await broker.stop();
    await rm(dir, { recursive: true, force: true });
  }
};

async function measure({ broker, store, gate, dir, outage_s, plan }: Place) {
  const { brokers } = broker;
  const behind = { connection: { ...store.connection, endpoint: { ...store.connection.endpoint, url: gate.url } } };
  const topic = await createTopic(brokers, PARTITIONS);
  const watch = await watchGroup(brokers, topic);
  const crowd = createCrowd(() => startConsumer({ ...store, ...behind }, { brokers, topic, until_end: false }));
  const service = startService({ ...store, ...behind });
  const stop = new AbortController();
  try {
    const sending = sendOverHttp(await service.url, SENDERS, stop.signal);
    for (let n = 0; n < CONSUMERS; n += 1) crowd.join();
    const filled = fill(brokers, topic, plan, join(dir, "acks"));
    await watch.untilCommitted(1, crowd.complaints);
    await sleep(AROUND_S * SECOND_MS);
    say(`ClickHouse is taken away for ${outage_s} s`);
    await gate.shut();
    // What is under way is cut, too: the server loses its memory and comes up behind the shut gate.
    process.kill(Number(store.server_pid()), "SIGKILL");
    await sleep(outage_s * SECOND_MS);
    await gate.open();
    const back_at_ms = Date.now();
    say("ClickHouse is back");
    await filled;
    await watch.untilAllCommitted(crowd.complaints);
    const caught_up_s = Math.round((Date.now() - back_at_ms) / SECOND_MS);
    stop.abort();
    const http = await sending;
    const consumers_rss_mb = crowd.peak_rss_mb();
    const service_rss_mb = peakRssMb(service.running.child.pid);
    const kafka_lost = plan.events - (await count(store, "uniqExact(event_id)", "s1-"));
    const http_lost = http.acknowledged - (await count(store, "uniqExact(event_id)", "h-"));
    const twice = (await count(store, "count()", "")) - (await count(store, "uniqExact(event_id)", ""));
    const { acknowledged: http_events, refused: http_503, odd_answers } = http;
    const kept = kafka_lost === 0 && http_lost === 0 && twice === 0 && odd_answers.length === 0 && http_503 > 0;
    return {
      ...{ bench: "outage", outage_s, rate: plan.messages_per_s, kafka_events: plan.events, kafka_lost, caught_up_s },
      ...{ http_events, http_lost, http_503, odd_answers, twice, consumers_rss_mb, service_rss_mb },
      complaints: crowd.complaints(),
      passed: kept && Math.max(consumers_rss_mb, service_rss_mb) < MAX_RSS_MB,
    };
  } finally {
    stop.abort();
    await crowd.killAll();
    service.running.child.kill("SIGKILL");
    await watch.close();
  }
}

function startService(store: Store): { readonly running: Running; readonly url: Promise<string> } {
  const { url, user, password } = store.connection.endpoint;
  const env = {
    TIDEMARK_CLICKHOUSE_URL: url,
    TIDEMARK_CLICKHOUSE_USER: user,
    TIDEMARK_CLICKHOUSE_PASSWORD: password,
    TIDEMARK_CLICKHOUSE_DATABASE: store.database,
    TIDEMARK_PORT: "0",
    TIDEMARK_LOG_LEVEL: "error",
  };
  const running = startTidemark(["start"], { env });
  const found = new Promise<string>((resolve, reject) => {
    running.child.stderr?.on("data", (text: Buffer | string) => {
      const listens = /listens on (http:\/\/\S+)/.exec(String(text))?.[1];
      if (listens) resolve(listens);
    });
    void running.ended.then(({ err }) => reject(new Error(`the service ended: ${err}`)));
  });
  return { running, url: found };
}

async function count({ connection }: Store, expression: string, prefix: string): Promise<number> {
  const [row] = await connection.json(
    `SELECT toFloat64(${expression}) AS found FROM events FINAL WHERE startsWith(event_id, '${prefix}')`,
  );
  return Number(Object(row).found);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
