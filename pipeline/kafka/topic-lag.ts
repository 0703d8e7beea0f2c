import type { KafkaSettings } from "./kafka-settings.ts";
import type { PartitionSpan } from "./partition-spans.ts";
import { type Offsets, openTopic, type TopicReader } from "./topic-reader.ts";

/** How far a group is behind in one partition. */
export interface PartitionLag {
  readonly partition: number;
  /** The offset the group reads next; none where it has never committed. */
  readonly committed: number | undefined;
  /** The first offset that is still there. */
  readonly begin: number;
  /** The offset behind the last message. */
  readonly end: number;
  /** Messages between the two that are still there. */
  readonly lag: number;
  /** Messages that the topic's retention took before the group read them. */
  readonly expired: number;
}

/** How far a group is behind, asked from outside: nobody joins the group, and no partition moves. */
export async function topicLag(
  settings: KafkaSettings,
  topic: string,
  group: string,
): Promise<readonly PartitionLag[]> {
  const reader = await openTopic(settings, topic, group);
  try {
    return await lagOf(reader);
  } finally {
    await reader.close();
  }
}

/** The same with a reader that is open. */
export async function lagOf(reader: Pick<TopicReader, "spans" | "committed">): Promise<readonly PartitionLag[]> {
  // First, because it is this question that finds partitions the topic was given since.
  const spans = await reader.spans();
  return partitionLags(spans, await reader.committed());
}

/** A group without a commit begins at the beginning, and one whose next message has expired at the first that is left. */
export function partitionLags(spans: readonly PartitionSpan[], committed: Offsets): readonly PartitionLag[] {
  return spans.map(({ partition, low, high }) => {
    const next = committed.get(partition);
    const lag = Math.max(0, high - Math.max(low, next ?? low));
    return { partition, committed: next, begin: low, end: high, lag, expired: Math.max(0, low - (next ?? low)) };
  });
}
