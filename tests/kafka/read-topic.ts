import { randomUUID } from "node:crypto";
import type { LibrdKafkaError, Message } from "node-rdkafka";
import { loadClient } from "../../pipeline/kafka/load-client.ts";

export interface Letter {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const WAIT_MS = 500;

/** What lies in the one partition of a topic now, keys and headers included; no group takes notice. */
export async function readTopic(brokers: string, topic: string): Promise<readonly Letter[]> {
  const { KafkaConsumer } = await loadClient();
  const settings = { "metadata.broker.list": brokers, "group.id": randomUUID(), "enable.partition.eof": true };
  const consumer = new KafkaConsumer(settings, { "auto.offset.reset": "earliest" });
  consumer.on("event.error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    consumer.connect({}, (error: LibrdKafkaError | null) => (error ? reject(error) : resolve()));
  });
  let ended = false;
  consumer.on("partition.eof", () => {
    ended = true;
  });
  consumer.assign([{ topic, partition: 0, offset: 0 }]);
  consumer.setDefaultConsumeTimeout(WAIT_MS);
  const found: Message[] = [];
  while (!ended) found.push(...(await consume(consumer)));
  await new Promise<void>((resolve) => consumer.disconnect(() => resolve()));
  return found.map(letterOf);
}

interface Consuming {
  readonly consume: (count: number, done: (error: LibrdKafkaError | null, messages: Message[]) => void) => void;
}

function consume(consumer: Consuming): Promise<readonly Message[]> {
  return new Promise((resolve, reject) => {
    consumer.consume(1_000, (error, messages) => (error ? reject(error) : resolve(messages)));
  });
}

function letterOf({ key, value, headers = [] }: Message): Letter {
  const texts = headers.flatMap((header) =>
    Object.entries(header).map(([name, text]) => [name, String(text)] as const),
  );
  return { key: String(key), value: value ?? Buffer.alloc(0), headers: Object.fromEntries(texts) };
}
