import type { HighLevelProducer } from "node-rdkafka";
import { AppError } from "../core/errors.ts";
import type { KafkaSettings } from "./kafka-settings.ts";
import { openProducer } from "./open-producer.ts";
import { messageOf } from "./trouble.ts";

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

/** Letters in flight at once; the client's queue holds copies of them. */
const LETTERS_A_TURN = 1_000;
const BYTES_A_TURN = 8 * 1024 * 1024;
/**
 * Any broker takes a value of this size beside its headers (client-config.ts). Of a larger record the letter has the
 * beginning, and says so; the whole is in quarantine.
 */
const LARGEST_VALUE_BYTES = 900_000;
/** Headers count for the size of a message, and may quote the record. */
const LONGEST_HEADER = 1_000;

/** Connect to the dead-letter topic. Rejects with one sentence that names the setting. */
export async function openDeadLetters(settings: KafkaSettings, topic: string): Promise<DeadLetters> {
  const { producer, close } = await openProducer(settings, topic, "TIDEMARK_KAFKA_DEAD_LETTER_TOPIC");
  return { send: (letters) => send(producer, topic, letters), close };
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
  const list = Object.entries(said).map(([name, text]) => ({ [name]: text.slice(0, LONGEST_HEADER) }));
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
