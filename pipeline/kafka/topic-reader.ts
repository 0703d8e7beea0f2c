import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { KafkaConsumer, LibrdKafkaError, Metadata, TopicPartition, TopicPartitionOffset } from "node-rdkafka";
import { AppError } from "../core/errors.ts";
import { consumerConfig } from "./client-config.ts";
import type { KafkaSettings } from "./kafka-settings.ts";
import { loadClient } from "./load-client.ts";
import { type PartitionSpan, partitionsNow, partitionsOf, spansOf } from "./partition-spans.ts";
import { type Rebalance, type RebalanceQueue, rebalanceQueue } from "./rebalance-queue.ts";
import { type SignIn, signIn } from "./sign-in.ts";
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
  /** The oldest question that has no answer yet. */
  readonly nextRebalance: () => Rebalance | undefined;
  readonly answer: (change: Rebalance) => void;
  readonly pause: (partitions: readonly number[]) => void;
  readonly resume: (partitions: readonly number[]) => void;
  /** Without waiting for the broker. It may refuse: in a rebalance it does, and then says so to nobody but `takenCommits`. */
  readonly commitSoon: (offsets: Offsets) => void;
  /** The commits that the broker took since the last call. */
  readonly takenCommits: () => Offsets;
  /** Waits for the broker, a few seconds. False when it did not take it: others have the partitions, or it is away. */
  readonly commitNow: (offsets: Offsets) => Promise<boolean>;
  /** What the whole group has committed; partitions without a commit are missing. */
  readonly committed: () => Promise<Offsets>;
  /** Where each partition that holds anything ends now. */
  readonly ends: () => Promise<Offsets>;
  readonly spans: () => Promise<readonly PartitionSpan[]>;
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
const COMMIT_ASK_MS = 50;
/** A poll that waits holds one of Node's four worker threads; four quiet topics would keep a busy one from them. */
const BLOCKING_WAIT_MS = 2;
const KEPT_LOG_LINES = 20;

/** Connect to the brokers and find the topic; `join` begins reading. Rejects with one sentence that says what to set. */
export async function openTopic(
  settings: KafkaSettings,
  topic: string,
  group: string,
  sharers?: number,
): Promise<TopicReader> {
  const { KafkaConsumer: Consumer } = await loadClient();
  const rebalances = rebalanceQueue();
  const commits = commitLog();
  const callbacks = { rebalance_cb: rebalances.callback, offset_commit_cb: commits.callback };
  const config = { ...consumerConfig(settings, { topic, group, sharers }), ...callbacks };
  const consumer = created(() => new Consumer(config, { "auto.offset.reset": "earliest" }));
  const log: string[] = [];
  consumer.on("event.log", (line: unknown) => {
    const words = messageOf(line);
    if (log.length < KEPT_LOG_LINES || words.includes("Fatal error")) log.push(words);
  });
  // Trouble on the way comes with the poll that meets it, or passes by itself; unheard it would be an exception.
  consumer.on("event.error", () => undefined);
  const token = await signIn(consumer, settings);
  try {
    const partitions = partitionsOf(await connect(consumer, topic), topic);
    const stays = settings.instance !== undefined;
    if (partitions.length > 0) return readerOf({ consumer, topic, partitions, rebalances, commits, token, log, stays });
  } catch (cause) {
    token.stop();
    // A service tries again: what is left behind would be left each time.
    await disconnect(consumer);
    throw connectionTrouble(settings, log, cause);
  }
  token.stop();
  await disconnect(consumer);
  throw new AppError(
    "not_found",
    `There is no topic "${topic}" at ${settings.brokers}; check its name (--topic, TIDEMARK_KAFKA_TOPICS) and TIDEMARK_KAFKA_BROKERS.`,
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

interface CommitLog {
  readonly callback: (error: LibrdKafkaError | undefined, offsets: TopicPartitionOffset[]) => void;
  readonly taken: TopicReader["takenCommits"];
}

function commitLog(): CommitLog {
  let taken = new Map<number, number>();
  return {
    callback: (error, offsets) => {
      if (!error) for (const { partition, offset } of offsets) taken.set(partition, offset);
    },
    taken: () => {
      const answer = taken;
      taken = new Map();
      return answer;
    },
  };
}

interface ReaderParts {
  readonly consumer: KafkaConsumer;
  readonly topic: string;
  readonly partitions: readonly number[];
  readonly rebalances: RebalanceQueue;
  readonly commits: CommitLog;
  readonly token: SignIn;
  readonly log: readonly string[];
  /** A static member: the group keeps its partitions for it when it closes. */
  readonly stays: boolean;
}

function readerOf({ consumer, topic, rebalances, commits, token, log, stays, ...found }: ReaderParts): TopicReader {
  const places = (list: readonly number[]): TopicPartition[] => list.map((partition) => ({ topic, partition }));
  let closed: Promise<void> | undefined;
  let partitions = found.partitions;
  const spans = async (): Promise<readonly PartitionSpan[]> => {
    const now = await partitionsNow(consumer, topic);
    if (now.length > 0) partitions = now;
    return spansOf(consumer, topic, partitions);
  };
  const offsetsOf = (offsets: Offsets) => [...offsets].map(([partition, offset]) => ({ topic, partition, offset }));
  const answer = (change: Rebalance): void => {
    if (change.kind === "assigned") consumer.incrementalAssign(places(change.partitions));
    else consumer.incrementalUnassign(places(change.partitions));
    if (rebalances.events[0] === change) rebalances.events.shift();
  };
  const close = async (): Promise<void> => {
    // What the last poll was told comes in with this turn. While a question is open the client does not close, ever.
    await nextTurn();
    rebalances.events.splice(0).forEach(answer);
    rebalances.closing = true;
    // Closing says good-bye for partitions only; without any, the group would wait out our session in its next rebalance.
    if (!stays && consumer.assignments().length === 0) consumer.unsubscribe();
    await disconnect(consumer);
    token.stop();
  };
  return {
    topic,
    join: () => consumer.subscribe([topic]),
    poll: pollerOf(consumer, topic, log),
    nextRebalance: () => rebalances.events[0],
    answer,
    pause: (list) => consumer.pause(places(list)),
    resume: (list) => consumer.resume(places(list)),
    commitSoon: (offsets) => commitSoon(consumer, offsetsOf(offsets)),
    takenCommits: commits.taken,
    commitNow: async (offsets) => offsets.size === 0 || commitNow(consumer, topic, offsetsOf(offsets)),
    committed: () => committed(consumer, topic, places(partitions), QUERY_TIMEOUT_MS),
    ends: async () => endsOf(await spans()),
    spans,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function pollerOf(consumer: KafkaConsumer, topic: string, log: readonly string[]): TopicReader["poll"] {
  const ends: PartitionEnd[] = [];
  consumer.on("partition.eof", ({ partition, offset }) => {
    ends.push({ partition, offset });
  });
  const take = (max: number): Promise<Polled> =>
    new Promise((resolve, reject) => {
      consumer.setDefaultConsumeTimeout(BLOCKING_WAIT_MS);
      consumer.consume(max, (error: LibrdKafkaError | null, messages) => {
        if (error) reject(error);
        else resolve({ messages, ends: ends.splice(0) });
      });
    });
  const survive = async (error: unknown): Promise<Polled> => {
    // The log's last words come in with this turn.
    await nextTurn();
    const fatal = fatalTrouble(topic, error, log);
    if (fatal) throw fatal;
    // Anything else is the client's own to get over: it connects again and reads on.
    return { messages: [], ends: ends.splice(0) };
  };
  return async (max, wait_ms) => {
    const polled = await take(max).catch(survive);
    if (polled.messages.length + polled.ends.length === 0) await sleep(wait_ms);
    return polled;
  };
}

function commitSoon(consumer: KafkaConsumer, offsets: TopicPartitionOffset[]): void {
  if (offsets.length === 0) return;
  try {
    consumer.commit(offsets);
  } catch {
    // Not taken, then: the caller commits again.
  }
}

/**
 * Commit, and ask until it shows. The client's own waiting commit has no time limit, and while it waits nobody answers a
 * rebalance: during one it was seen to wait for ever.
 */
async function commitNow(consumer: KafkaConsumer, topic: string, offsets: TopicPartitionOffset[]): Promise<boolean> {
  const deadline = Date.now() + COMMIT_WAIT_MS;
  while (Date.now() < deadline) {
    commitSoon(consumer, offsets);
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

function endsOf(spans: readonly PartitionSpan[]): Offsets {
  return new Map(spans.filter(({ low, high }) => high > low).map(({ partition, high }) => [partition, high]));
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
