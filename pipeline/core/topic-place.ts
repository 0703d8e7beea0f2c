/** What tells one message of Kafka from all others. */
export interface TopicPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp?: number | undefined;
}

/** With the time, because a topic that is made anew uses its offsets again. */
export function topicPlace({ topic, partition, offset, timestamp }: TopicPlace): string {
  return `${topic}:${partition}:${offset}:${timestamp ?? -1}`;
}

/** Whether a position is a message's, or that of a record in a message's list. */
export function isTopicPlace(position: string): boolean {
  return /^[\w.-]+:\d+:\d+:-?\d+(\[\d+\])?$/.test(position);
}
