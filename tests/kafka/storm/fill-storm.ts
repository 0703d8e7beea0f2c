import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { HighLevelProducer, LibrdKafkaError, Producer } from "node-rdkafka";
import { loadClient } from "../../../pipeline/kafka/load-client.ts";
import { messageCount, type StormPlan, stormMessages } from "./storm-plan.ts";

// Sends a storm: fill-storm.ts BROKERS TOPIC PLAN ACKS. Ends when the broker has acknowledged every message, and writes
// to ACKS where each poison record came to stand.
const [brokers = "", topic = "", text = "{}", acks_file = ""] = process.argv.slice(2);
const plan: StormPlan = JSON.parse(text);

const FULL_QUEUE_WAIT_MS = 20;
const MESSAGES_A_TURN = 1_000;
const FLUSH_MS = 10_000;

/** Nothing is given up: a message is sent until it is acknowledged, and may so come more than once. */
const CONFIG = {
  "metadata.broker.list": brokers,
  acks: -1,
  "message.timeout.ms": 0,
  "linger.ms": 50,
  "queue.buffering.max.messages": 200_000,
};

const acks: string[] = [];
const pending: Promise<void>[] = [];

const { Producer: Plain, HighLevelProducer: Telling } = await loadClient();
const producer = await connected(new Plain(CONFIG));
const poisoner = await connected(new Telling(CONFIG));
const begun_at_ms = Date.now();
let sent = 0;
for (const { value, partition, poison } of stormMessages(plan)) {
  const bytes = Buffer.from(value);
  if (poison === undefined) while (!isTaken(bytes, partition)) await sleep(FULL_QUEUE_WAIT_MS);
  else pending.push(placed(poisoner, bytes, partition));
  sent += 1;
  if (sent % MESSAGES_A_TURN === 0) await sleep(Math.max(0, begun_at_ms + dueMs(sent) - Date.now()));
}
while (!(await isFlushed(producer))) process.stderr.write("The broker has not acknowledged everything yet.\n");
await Promise.all(pending);
writeFileSync(acks_file, acks.join(""));
process.stdout.write(`${JSON.stringify({ sent, expected: messageCount(plan) })}\n`);
// Everything is acknowledged: there is nothing to say good-bye for.
process.exit(0);

function dueMs(count: number): number {
  return (count / plan.messages_per_s) * 1_000;
}

async function connected<T extends Producer>(client: T): Promise<T> {
  client.on("event.error", () => undefined);
  client.setPollInterval(FULL_QUEUE_WAIT_MS);
  await new Promise<void>((resolve, reject) => {
    client.connect({}, (error: LibrdKafkaError | null) => (error ? reject(error) : resolve()));
  });
  return client;
}

function isTaken(bytes: Buffer, partition: number): boolean {
  try {
    producer.produce(topic, partition, bytes);
    return true;
  } catch {
    return false;
  }
}

function placed(to: HighLevelProducer, bytes: Buffer, partition: number): Promise<void> {
  const timestamp = Date.now();
  return new Promise((resolve, reject) => {
    to.produce(topic, partition, bytes, null, timestamp, (error: unknown, offset: unknown) => {
      if (error) reject(error);
      else resolve();
      acks.push(`${topic}:${partition}:${offset}:${timestamp}\t${bytes.toString("hex")}\n`);
    });
  });
}

function isFlushed(client: Producer): Promise<boolean> {
  return new Promise((resolve) => {
    client.flush(FLUSH_MS, (error: LibrdKafkaError | null) => resolve(!error));
  });
}
