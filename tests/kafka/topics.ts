import { randomBytes } from "node:crypto";
import type { HighLevelProducer, LibrdKafkaError } from "node-rdkafka";
import { loadClient } from "../../pipeline/kafka/load-client.ts";

export interface Sent {
  readonly value: string | Buffer | null;
  readonly partition: number;
}

/** Where a message came to stand. */
export interface Placed extends Sent {
  readonly offset: number;
  readonly timestamp: number;
}

const LARGEST_MESSAGE_BYTES = 50_000_000;
const TIMEOUT_MS = 20_000;

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

/** A new topic of a name that no other test has. */
export async function createTopic(brokers: string, partitions: number): Promise<string> {
  const topic = `tidemark.test-${randomBytes(6).toString("hex")}`;
  const { AdminClient } = await loadClient();
  const admin = AdminClient.create({ "metadata.broker.list": brokers });
  const config = { "max.message.bytes": String(LARGEST_MESSAGE_BYTES) };
  await new Promise<void>((resolve, reject) => {
    admin.createTopic(
      { topic, num_partitions: partitions, replication_factor: 1, config },
      TIMEOUT_MS,
      (error: LibrdKafkaError | null) => (error ? reject(error) : resolve()),
    );
  });
  admin.disconnect();
  return topic;
}

/** Send messages in order; answers where each one came to stand once all are acknowledged. */
export async function send(brokers: string, topic: string, messages: readonly Sent[]): Promise<readonly Placed[]> {
  const { HighLevelProducer } = await loadClient();
  const producer = new HighLevelProducer({
    "metadata.broker.list": brokers,
    "message.max.bytes": LARGEST_MESSAGE_BYTES,
    "linger.ms": 20,
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
  const timestamp = Date.now();
  const value = message.value === null ? null : Buffer.from(message.value);
  return new Promise((resolve, reject) => {
    producer.produce(topic, message.partition, value, null, timestamp, (error: unknown, offset: unknown) => {
      if (error) reject(error);
      else resolve({ ...message, offset: Number(offset), timestamp });
    });
  });
}
