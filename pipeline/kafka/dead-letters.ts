import type { HighLevelProducer, LibrdKafkaError, Metadata } from "node-rdkafka";
import { AppError } from "../core/errors.ts";
import { PRODUCER_TOPIC_CONFIG, producerConfig } from "./client-config.ts";
import type { KafkaSettings } from "./kafka-settings.ts";
import { loadClient } from "./load-client.ts";
import { signIn } from "./sign-in.ts";
import { connectionTrouble, messageOf } from "./trouble.ts";

/** A record that could not be taken, on its way to those who care for such records. */
export interface DeadLetter {
  /** Where it stood; the same record sent again has the same key. */
  readonly position: string;
  readonly value: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DeadLetters {
  /** Resolves when all replicas have all of them. Rejects with `broker_unavailable`; sending them again is safe. */
  readonly send: (letters: readonly DeadLetter[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 5_000;
/** Delivery reports are looked for this often. */
const REPORT_POLL_MS = 20;
/** Letters in flight at once; the client's queue holds copies of them. */
const LETTERS_A_TURN = 1_000;
const BYTES_A_TURN = 8 * 1024 * 1024;
/**
 * Any broker takes a value of this size beside its headers (client-config.ts). Of a larger record the letter has the
 * beginning, and says so; the whole is in quarantine.
 */
const LARGEST_VALUE_BYTES = 900_000;
const KEPT_LOG_LINES = 20;

/** Connect to the dead-letter topic. Rejects with one sentence that names the setting. */
export async function openDeadLetters(settings: KafkaSettings, topic: string): Promise<DeadLetters> {
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
      `There is no topic "${topic}" at ${settings.brokers}; create it, or change TIDEMARK_KAFKA_DEAD_LETTER_TOPIC.`,
    );
  }
  producer.setPollInterval(REPORT_POLL_MS);
  return { send: (letters) => send(producer, topic, letters), close };
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

async function send(producer: HighLevelProducer, topic: string, letters: readonly DeadLetter[]): Promise<void> {
  for (const turn of turnsOf(letters)) await Promise.all(turn.map((letter) => sendOne(producer, topic, letter)));
}

/** The letters in order, so many at once as the client may hold. */
function* turnsOf(letters: readonly DeadLetter[]): Generator<readonly DeadLetter[]> {
  let turn: DeadLetter[] = [];
  let bytes = 0;
  for (const letter of letters) {
    turn.push(letter);
    bytes += Math.min(letter.value.byteLength, LARGEST_VALUE_BYTES);
    if (turn.length < LETTERS_A_TURN && bytes < BYTES_A_TURN) continue;
    yield turn;
    turn = [];
    bytes = 0;
  }
  if (turn.length > 0) yield turn;
}

function sendOne(producer: HighLevelProducer, topic: string, { position, value, headers }: DeadLetter): Promise<void> {
  const cut = value.byteLength > LARGEST_VALUE_BYTES;
  const said = cut ? { ...headers, tidemark_value_bytes: String(value.byteLength) } : headers;
  const list = Object.entries(said).map(([name, text]) => ({ [name]: text }));
  const bytes = Buffer.from(value.buffer, value.byteOffset, Math.min(value.byteLength, LARGEST_VALUE_BYTES));
  return new Promise((resolve, reject) => {
    const report = (error: unknown): void => (error ? reject(undelivered(topic, error)) : resolve());
    try {
      producer.produce(topic, null, bytes, position, Date.now(), list, report);
    } catch (error) {
      reject(undelivered(topic, error));
    }
  });
}

function undelivered(topic: string, cause: unknown): AppError {
  return new AppError(
    "broker_unavailable",
    `The dead-letter topic ${topic} does not take records (${messageOf(cause)}); check TIDEMARK_KAFKA_DEAD_LETTER_TOPIC and our right to write there.`,
    { cause },
  );
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
