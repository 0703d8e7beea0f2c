import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { HighLevelProducer, IAdminClient, KafkaConsumer, LibrdKafkaError, Metadata } from "node-rdkafka";
import { loadClient } from "../../pipeline/kafka/load-client.ts";

export interface Sent {
  readonly value: string | Buffer | null;
  readonly partition: number;
  /** The sender's clock; now where nobody says. */
  readonly sent_at_ms?: number;
}

/** Where a message came to stand. */
export interface Placed extends Sent {
  readonly offset: number;
  readonly timestamp: number;
}

const LARGEST_MESSAGE_BYTES = 50_000_000;
const TIMEOUT_MS = 20_000;
const ASK_MS = 50;

/** Whether a broker answers. */
export async function isUp(brokers: string): Promise<boolean> {
  const { KafkaConsumer } = await loadClient();
  const consumer = new KafkaConsumer({ "metadata.broker.list": brokers, "group.id": "probe" }, {});
  consumer.on("event.error", () => undefined);
  return new Promise((resolve) => {
    consumer.connect({ timeout: 1_000 }, (error: LibrdKafkaError | null) => {
      consumer.disconnect(() => resolve(!error));
    });
  });
}

export interface TopicOptions {
  readonly topic?: string;
  /** Settings of the topic by Kafka's names for them. */
  readonly config?: Readonly<Record<string, string>>;
}

/** A name that no other test has. */
export function topicName(): string {
  return `tidemark.test-${randomBytes(6).toString("hex")}`;
}

/** A new topic; answers its name. */
export async function createTopic(
  brokers: string,
  partitions: number,
  { topic = topicName(), config: more = {} }: TopicOptions = {},
): Promise<string> {
  const config = { "max.message.bytes": String(LARGEST_MESSAGE_BYTES), ...more };
  const wanted = { topic, num_partitions: partitions, replication_factor: 1, config };
  await administer(brokers, (admin, done) => admin.createTopic(wanted, TIMEOUT_MS, done));
  await untilListed(brokers, topic);
  return topic;
}

/** Take the topic away with all that is in it. */
export function deleteTopic(brokers: string, topic: string): Promise<void> {
  return administer(brokers, (admin, done) => admin.deleteTopic(topic, TIMEOUT_MS, done));
}

/** Give the topic more partitions: so many in all. */
export function growTopic(brokers: string, topic: string, partitions: number): Promise<void> {
  return administer(brokers, (admin, done) => admin.createPartitions(topic, partitions, TIMEOUT_MS, done));
}

async function administer(
  brokers: string,
  ask: (admin: IAdminClient, done: (error: LibrdKafkaError | null) => void) => void,
): Promise<void> {
  const { AdminClient } = await loadClient();
  const admin = AdminClient.create({ "metadata.broker.list": brokers });
  await new Promise<void>((resolve, reject) => {
    ask(admin, (error) => (error ? reject(error) : resolve()));
  });
  admin.disconnect();
}

/** A broker that has made a topic may take a moment to tell others of it. */
async function untilListed(brokers: string, topic: string): Promise<void> {
  const { KafkaConsumer } = await loadClient();
  const consumer = new KafkaConsumer({ "metadata.broker.list": brokers, "group.id": "probe" }, {});
  consumer.on("event.error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    consumer.connect({}, (error: LibrdKafkaError | null) => (error ? reject(error) : resolve()));
  });
  while (!(await isListed(consumer, topic))) await sleep(ASK_MS);
  await new Promise<void>((resolve) => consumer.disconnect(() => resolve()));
}

function isListed(consumer: KafkaConsumer, topic: string): Promise<boolean> {
  return new Promise((resolve) => {
    consumer.getMetadata({ topic, timeout: TIMEOUT_MS }, (error: LibrdKafkaError | null, metadata?: Metadata) => {
      const found = metadata?.topics.find(({ name }) => name === topic);
      resolve(!error && (found?.partitions.length ?? 0) > 0);
    });
  });
}

/** Send messages in order; answers where each one came to stand once all are acknowledged. */
export async function send(
  brokers: string,
  topic: string,
  messages: readonly Sent[],
  compression: "none" | "gzip" | "snappy" | "lz4" = "none",
): Promise<readonly Placed[]> {
  const { HighLevelProducer } = await loadClient();
  const producer = new HighLevelProducer({
    "metadata.broker.list": brokers,
    "message.max.bytes": LARGEST_MESSAGE_BYTES,
    "linger.ms": 20,
    "compression.codec": compression,
    "queue.buffering.max.messages": 1_000_000,
  });
  await new Promise<void>((resolve, reject) => {
    producer.connect({ timeout: TIMEOUT_MS }, (error: LibrdKafkaError | null) => (error ? reject(error) : resolve()));
  });
  producer.setPollInterval(20);
  const placed = await Promise.all(messages.map((message) => sendOne(producer, topic, message)));
  await new Promise<void>((resolve) => producer.disconnect(() => resolve()));
  return placed;
}

function sendOne(producer: HighLevelProducer, topic: string, message: Sent): Promise<Placed> {
  const timestamp = message.sent_at_ms ?? Date.now();
  const value = message.value === null ? null : Buffer.from(message.value);
  return new Promise((resolve, reject) => {
    producer.produce(topic, message.partition, value, null, timestamp, (error: unknown, offset: unknown) => {
      if (error) reject(error);
      else resolve({ ...message, offset: Number(offset), timestamp });
    });
  });
}
