import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../core/errors.ts";
import type { BatchCounts } from "../../core/ports.ts";
import { consumeTopic } from "../../kafka/consume-topic.ts";
import type { TopicFeed } from "../../kafka/topic-feeds.ts";
import { lagOf, type PartitionLag } from "../../kafka/topic-lag.ts";
import type { Offsets, TopicReader } from "../../kafka/topic-reader.ts";
import { feedNamed } from "../ingest/feed-named.ts";
import { messageBatches } from "./message-batches.ts";
import { messageRecords } from "./message-records.ts";
import type { SinkPool } from "./sink-pool.ts";
import { type BatchWriterDeps, writeBatch } from "./write-batch.ts";

export interface TopicRunDeps extends BatchWriterDeps {
  readonly topic_reader: TopicReader;
  readonly sinks: SinkPool;
  /** A batch is stored. */
  readonly onStored: (counts: BatchCounts) => void;
  readonly onPause: (paused: boolean) => void;
  /** Whether the brokers answered when they were last asked how far the group is. */
  readonly onBrokers?: (trouble: AppError | undefined) => void;
  readonly onLag?: (partitions: readonly PartitionLag[]) => Promise<void>;
  /** So many messages, mostly none, are gone that the group had not read. */
  readonly onExpired?: (messages: number) => void;
}

export interface TopicRun extends TopicFeed {
  readonly run_id: string;
}

/** Prometheus usually scrapes this often. */
const LAG_MS = 15_000;

/** Bring one topic into the store until the signal, or with `goal` until the whole group is that far. */
export async function runTopic(
  deps: TopicRunDeps,
  { topic, source, tenant, run_id }: TopicRun,
  goal: Offsets | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { topic_reader: reader, onPause, sinks } = deps;
  const header = { topic, source, tenant, run_id };
  const feed = feedNamed(source);
  const newBatch = messageBatches({
    recordsOf: messageRecords(feed),
    write: async (batch) => deps.onStored(await writeBatch(deps, header, batch, signal)),
    takeSink: () => sinks.take(feed ? "fields" : "lines"),
    giveSink: sinks.give,
  });
  const done = new AbortController();
  const watching = watchLag(deps, source, done.signal);
  try {
    await consumeTopic({ reader, newBatch, onPause, now_ms: Date.now, batch_bytes: sinks.batch_bytes }, goal, signal);
  } finally {
    done.abort();
    await watching;
  }
}

/** Where somebody looks at it: how far the group is behind, again and again. A question that fails is the next one's. */
async function watchLag(
  { topic_reader, meter, onBrokers, onLag, onExpired }: TopicRunDeps,
  source: string,
  signal: AbortSignal,
): Promise<void> {
  const told = new Map<number, number>();
  while (meter && !signal.aborted) {
    try {
      const partitions = await lagOf(topic_reader);
      for (const { partition, lag } of partitions) meter.lag(source, `${topic_reader.topic}/${partition}`, lag);
      onExpired?.(newlyExpired(partitions, told));
      await onLag?.(partitions);
      onBrokers?.(undefined);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (!signal.aborted) onBrokers?.(error);
    }
    await sleep(LAG_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** What expired since the last look. `told` is up to where each partition's gap was told of: a group may stand before it for long. */
function newlyExpired(lags: readonly PartitionLag[], told: Map<number, number>): number {
  let messages = 0;
  for (const { partition, begin, expired } of lags.filter((one) => one.expired > 0)) {
    const from = Math.max(begin - expired, told.get(partition) ?? 0);
    messages += Math.max(0, begin - from);
    told.set(partition, begin);
  }
  return messages;
}
