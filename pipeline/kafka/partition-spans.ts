import type { KafkaConsumer, LibrdKafkaError, Metadata } from "node-rdkafka";
import { AppError } from "../core/errors.ts";
import { messageOf } from "./trouble.ts";

/** What a partition holds: from `low` up to, and without, `high`. */
export interface PartitionSpan {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

/** A broker that answers does so at once; this is for a slow network. */
const QUERY_TIMEOUT_MS = 10_000;

/** The partitions that the topic has; none where there is no such topic. */
export function partitionsOf(metadata: Metadata, topic: string): readonly number[] {
  const found = metadata.topics.find(({ name }) => name === topic);
  return found?.partitions.map(({ id }) => id) ?? [];
}

/** The same asked for anew: a topic may get more of them while it is read. */
export function partitionsNow(consumer: KafkaConsumer, topic: string): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    consumer.getMetadata({ topic, timeout: QUERY_TIMEOUT_MS }, (error: LibrdKafkaError | null, metadata) => {
      if (error) reject(unavailable(topic, error));
      else resolve(partitionsOf(metadata, topic));
    });
  });
}

/**
 * Where each partition begins and ends now. One after the other: each question holds one of Node's few threads until the
 * broker answers.
 */
export async function spansOf(
  consumer: KafkaConsumer,
  topic: string,
  partitions: readonly number[],
): Promise<readonly PartitionSpan[]> {
  const spans: PartitionSpan[] = [];
  for (const partition of partitions) spans.push(await spanOf(consumer, topic, partition));
  return spans;
}

function spanOf(consumer: KafkaConsumer, topic: string, partition: number): Promise<PartitionSpan> {
  return new Promise((resolve, reject) => {
    consumer.queryWatermarkOffsets(topic, partition, QUERY_TIMEOUT_MS, (error: LibrdKafkaError | null, span) => {
      if (error) reject(unavailable(topic, error));
      else resolve({ partition, low: span.lowOffset, high: span.highOffset });
    });
  });
}

function unavailable(topic: string, cause: unknown): AppError {
  const message = `The end of topic ${topic} cannot be asked for (${messageOf(cause)}).`;
  return new AppError("broker_unavailable", message, { cause });
}
