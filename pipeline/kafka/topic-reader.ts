import { setTimeout as sleep } from "node:timers/promises";
import type { KafkaConsumer, LibrdKafkaError, Metadata, TopicPartition } from "node-rdkafka";
import { AppError } from "../core/errors.ts";
import { clientConfig } from "./client-config.ts";
import type { KafkaSettings } from "./kafka-settings.ts";
import { loadClient } from "./load-client.ts";
import { connectionTrouble, fatalTrouble, messageOf } from "./trouble.ts";

/** One message as it lies in the topic. */
export interface KafkaMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp?: number | undefined;
  /** None for a tombstone. */
  readonly value: Buffer | null;
}

/** The offset behind the last message a reader of this partition would see now. */
export interface PartitionEnd {
  readonly partition: number;
  readonly offset: number;
}

export interface Polled {
  readonly messages: readonly KafkaMessage[];
  readonly ends: readonly PartitionEnd[];
}

/** The group gives us partitions, or wants them back. It waits for our answer: `assign` or `unassign`. */
export interface Rebalance {
  readonly kind: "assigned" | "revoked";
  readonly partitions: readonly number[];
}

/** Offsets behind the last stored message, by partition. */
export type Offsets = ReadonlyMap<number, number>;

/**
 * One topic, read as a member of a consumer group. Nothing but `poll` moves: between two polls no message arrives and no
 * partition comes or goes, so that what belongs to whom is never in doubt.
 */
export interface TopicReader {
  readonly topic: string;
  readonly join: () => void;
  /** At most `max` messages; waits so long for the first one. Serves the group meanwhile. */
  readonly poll: (max: number, wait_ms: number) => Promise<Polled>;
  readonly nextRebalance: () => Rebalance | undefined;
  readonly assign: (partitions: readonly number[]) => void;
  readonly unassign: (partitions: readonly number[]) => void;
  readonly pause: (partitions: readonly number[]) => void;
  readonly resume: (partitions: readonly number[]) => void;
  /** Without waiting for the broker; a commit that is lost is made good by the next one. */
  readonly commitSoon: (offsets: Offsets) => void;
  /** Waits for the broker, a few seconds. False when it did not take it: others have the partitions, or it is away. */
  readonly commitNow: (offsets: Offsets) => Promise<boolean>;
  /** What the whole group has committed; partitions without a commit are missing. */
  readonly committed: () => Promise<Offsets>;
  /** Where each partition that holds anything ends now. */
  readonly ends: () => Promise<Offsets>;
  /** Gives all partitions back. A second time it does nothing. */
  readonly close: () => Promise<void>;
}

/** A broker that answers does so at once; this is for a slow network. */
const CONNECT_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 10_000;
/** Closing tells the group good-bye; a broker that is gone cannot hear it. */
const CLOSE_TIMEOUT_MS = 5_000;
/** Nothing is lost when this is too short: what is not committed is read again. */
const COMMIT_WAIT_MS = 5_000;
const COMMIT_ASK_MS = 20;
const KEPT_LOG_LINES = 20;
const ASSIGN_PARTITIONS = -175;

/** Connect to the brokers and find the topic; `join` begins reading. Rejects with one sentence that says what to set. */
export async function openTopic(settings: KafkaSettings, topic: string, group: string): Promise<TopicReader> {
  const { KafkaConsumer: Consumer } = await loadClient();
  const rebalances = rebalanceQueue();
  const config = { ...clientConfig(settings, group), rebalance_cb: rebalances.callback };
  const consumer = created(() => new Consumer(config, { "auto.offset.reset": "earliest" }));
  const log: string[] = [];
  consumer.on("event.log", (line: unknown) => {
    if (log.length < KEPT_LOG_LINES) log.push(messageOf(line));
  });
  // Trouble on the way comes with the poll that meets it, or passes by itself; unheard it would be an exception.
  consumer.on("event.error", () => undefined);
  try {
    const partitions = partitionsOf(await connect(consumer, topic), topic);
    if (partitions.length > 0) return readerOf(consumer, topic, partitions, rebalances);
  } catch (cause) {
    throw connectionTrouble(settings, log, cause);
  }
  await disconnect(consumer);
  throw new AppError(
    "not_found",
    `There is no topic "${topic}" at ${settings.brokers}; check --topic and TIDEMARK_KAFKA_BROKERS.`,
  );
}

function created<T>(create: () => T): T {
  try {
    return create();
  } catch (cause) {
    throw new AppError("config_invalid", `Kafka's client does not take the settings: ${messageOf(cause)}.`, { cause });
  }
}

function connect(consumer: KafkaConsumer, topic: string): Promise<Metadata> {
  return new Promise((resolve, reject) => {
    consumer.connect({ topic, timeout: CONNECT_TIMEOUT_MS }, (error: LibrdKafkaError | null, metadata) => {
      if (error) reject(error);
      else resolve(metadata);
    });
  });
}

function partitionsOf(metadata: Metadata, topic: string): readonly number[] {
  const found = metadata.topics.find(({ name }) => name === topic);
  return found?.partitions.map(({ id }) => id) ?? [];
}

interface RebalanceQueue {
  readonly events: Rebalance[];
  closing: boolean;
  readonly callback: (this: KafkaConsumer, error: LibrdKafkaError | undefined, partitions: TopicPartition[]) => void;
}

function rebalanceQueue(): RebalanceQueue {
  const queue: RebalanceQueue = {
    events: [],
    closing: false,
    callback(error, partitions) {
      // Closing gives everything back, and waits for this answer.
      if (queue.closing) this.unassign();
      else
        queue.events.push({
          kind: error?.code === ASSIGN_PARTITIONS ? "assigned" : "revoked",
          partitions: partitions.map(({ partition }) => partition),
        });
    },
  };
  return queue;
}

function readerOf(
  consumer: KafkaConsumer,
  topic: string,
  partitions: readonly number[],
  rebalances: RebalanceQueue,
): TopicReader {
  const places = (list: readonly number[]): TopicPartition[] => list.map((partition) => ({ topic, partition }));
  let closed: Promise<void> | undefined;
  const offsetsOf = (offsets: Offsets) => [...offsets].map(([partition, offset]) => ({ topic, partition, offset }));
  return {
    topic,
    join: () => consumer.subscribe([topic]),
    poll: pollerOf(consumer, topic),
    nextRebalance: () => rebalances.events.shift(),
    assign: (list) => consumer.incrementalAssign(places(list)),
    unassign: (list) => consumer.incrementalUnassign(places(list)),
    pause: (list) => consumer.pause(places(list)),
    resume: (list) => consumer.resume(places(list)),
    commitSoon: (offsets) => commitSoon(consumer, offsetsOf(offsets)),
    commitNow: async (offsets) => offsets.size === 0 || commitNow(consumer, topic, offsetsOf(offsets)),
    committed: () => committed(consumer, topic, places(partitions), QUERY_TIMEOUT_MS),
    ends: () => endsOf(consumer, topic, partitions),
    close: () => {
      rebalances.closing = true;
      closed ??= disconnect(consumer);
      return closed;
    },
  };
}

function pollerOf(consumer: KafkaConsumer, topic: string): TopicReader["poll"] {
  const ends: PartitionEnd[] = [];
  consumer.on("partition.eof", ({ partition, offset }) => {
    ends.push({ partition, offset });
  });
  return (max, wait_ms) =>
    new Promise((resolve, reject) => {
      consumer.setDefaultConsumeTimeout(wait_ms);
      consumer.consume(max, (error: LibrdKafkaError | null, messages) => {
        const fatal = error && fatalTrouble(topic, error);
        if (fatal) reject(fatal);
        // Anything else is the client's own to get over: it connects again and reads on.
        else resolve({ messages: error ? [] : messages, ends: ends.splice(0) });
      });
    });
}

type Places = (TopicPartition & { readonly offset: number })[];

function commitSoon(consumer: KafkaConsumer, offsets: Places): void {
  if (offsets.length === 0) return;
  try {
    consumer.commit(offsets);
  } catch {
    // The next commit, or the one before we let go, says the same and more.
  }
}

/**
 * Commit, and ask until it shows. The client's own waiting commit has no time limit, and while it waits nobody answers a
 * rebalance: during one it was seen to wait for ever.
 */
async function commitNow(consumer: KafkaConsumer, topic: string, offsets: Places): Promise<boolean> {
  commitSoon(consumer, offsets);
  const deadline = Date.now() + COMMIT_WAIT_MS;
  while (Date.now() < deadline) {
    const found = await committed(consumer, topic, [...offsets], COMMIT_WAIT_MS).catch(() => new Map<number, number>());
    if (offsets.every(({ partition, offset }) => (found.get(partition) ?? -1) >= offset)) return true;
    await sleep(COMMIT_ASK_MS);
  }
  return false;
}

function committed(
  consumer: KafkaConsumer,
  topic: string,
  places: TopicPartition[],
  timeout_ms: number,
): Promise<Offsets> {
  return new Promise((resolve, reject) => {
    consumer.committed(places, timeout_ms, (error: LibrdKafkaError | null, found) => {
      if (error) reject(unavailable(topic, "The group's progress in", "cannot be asked for", error));
      else
        resolve(new Map(found.filter(({ offset }) => offset >= 0).map(({ partition, offset }) => [partition, offset])));
    });
  });
}

async function endsOf(consumer: KafkaConsumer, topic: string, partitions: readonly number[]): Promise<Offsets> {
  const found = await Promise.all(partitions.map((partition) => spanOf(consumer, topic, partition)));
  return new Map(found.filter(({ low, high }) => high > low).map(({ partition, high }) => [partition, high]));
}

function spanOf(
  consumer: KafkaConsumer,
  topic: string,
  partition: number,
): Promise<{ readonly partition: number; readonly low: number; readonly high: number }> {
  return new Promise((resolve, reject) => {
    consumer.queryWatermarkOffsets(topic, partition, QUERY_TIMEOUT_MS, (error: LibrdKafkaError | null, span) => {
      if (error) reject(unavailable(topic, "The end of", "cannot be asked for", error));
      else resolve({ partition, low: span.lowOffset, high: span.highOffset });
    });
  });
}

function unavailable(topic: string, what: string, happened: string, cause: unknown): AppError {
  return new AppError("broker_unavailable", `${what} topic ${topic} ${happened} (${messageOf(cause)}).`, { cause });
}

function disconnect(consumer: KafkaConsumer): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
    consumer.disconnect(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
