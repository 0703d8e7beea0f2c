import type { HighLevelProducer, LibrdKafkaError, Metadata } from "node-rdkafka";
import { AppError } from "../core/errors.ts";
import { PRODUCER_TOPIC_CONFIG, producerConfig } from "./client-config.ts";
import type { KafkaSettings } from "./kafka-settings.ts";
import { loadClient } from "./load-client.ts";
import { signIn } from "./sign-in.ts";
import { connectionTrouble, messageOf } from "./trouble.ts";

const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 5_000;
/** Delivery reports are looked for this often. */
const REPORT_POLL_MS = 20;
const KEPT_LOG_LINES = 20;

export interface OpenProducer {
  readonly producer: HighLevelProducer;
  readonly close: () => Promise<void>;
}

/** Connect to write to a topic that is there. Rejects with one sentence; `setting` is what named the topic. */
export async function openProducer(settings: KafkaSettings, topic: string, setting: string): Promise<OpenProducer> {
  const { HighLevelProducer: Producer } = await loadClient();
  const producer = new Producer(producerConfig(settings), { ...PRODUCER_TOPIC_CONFIG });
  const log: string[] = [];
  producer.on("event.log", (line: unknown) => {
    if (log.length < KEPT_LOG_LINES) log.push(messageOf(line));
  });
  // What fails on the way, the delivery reports say.
  producer.on("event.error", () => undefined);
  const token = await signIn(producer, settings);
  const close = async (): Promise<void> => {
    token.stop();
    await disconnect(producer);
  };
  const metadata = await connect(producer, topic).catch((cause: unknown) => {
    token.stop();
    throw connectionTrouble(settings, log, cause);
  });
  if (!holds(metadata, topic)) {
    await close();
    throw new AppError(
      "not_found",
      `There is no topic "${topic}" at ${settings.brokers}; create it, or change ${setting}.`,
    );
  }
  producer.setPollInterval(REPORT_POLL_MS);
  return { producer, close };
}

function connect(producer: HighLevelProducer, topic: string): Promise<Metadata> {
  return new Promise((resolve, reject) => {
    producer.connect({ topic, timeout: CONNECT_TIMEOUT_MS }, (error: LibrdKafkaError | null, metadata) => {
      if (error) reject(error);
      else resolve(metadata);
    });
  });
}

function holds(metadata: Metadata, topic: string): boolean {
  return metadata.topics.some(({ name, partitions }) => name === topic && partitions.length > 0);
}

function disconnect(producer: HighLevelProducer): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
    producer.disconnect(CLOSE_TIMEOUT_MS, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
