import type { KafkaConsumer, LibrdKafkaError, TopicPartition } from "node-rdkafka";

/** The group gives us partitions, or wants them back. It waits for our `answer`. */
export interface Rebalance {
  readonly kind: "assigned" | "revoked";
  readonly partitions: readonly number[];
}

/** The client's code for "these are yours now"; its other one takes back. */
const ASSIGN_PARTITIONS = -175;

export interface RebalanceQueue {
  readonly events: Rebalance[];
  closing: boolean;
  readonly callback: (this: KafkaConsumer, error: LibrdKafkaError | undefined, partitions: TopicPartition[]) => void;
}

/** Keeps the group's questions until the consumer comes to them; once closing, answers them itself. */
export function rebalanceQueue(): RebalanceQueue {
  let letting_go = false;
  const queue: RebalanceQueue = {
    events: [],
    closing: false,
    callback(error, partitions) {
      if (!queue.closing)
        queue.events.push({
          kind: error?.code === ASSIGN_PARTITIONS ? "assigned" : "revoked",
          partitions: partitions.map(({ partition }) => partition),
        });
      else if (!letting_go) {
        letting_go = true;
        setImmediate(() => {
          letting_go = false;
          letGo(this);
        });
      }
    },
  };
  return queue;
}

/** While closing, the client waits until all is given back. One answer is enough for two questions, and ends it. */
function letGo(consumer: KafkaConsumer): void {
  try {
    consumer.unassign();
  } catch {
    // It has closed meanwhile.
  }
}
