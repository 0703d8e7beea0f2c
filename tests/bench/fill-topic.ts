import { setTimeout as sleep } from "node:timers/promises";
import { loadClient } from "../../pipeline/kafka/load-client.ts";
import { eventLine } from "./event-file.ts";

// Fills a topic: fill-topic.ts BROKERS TOPIC PARTITIONS EVENTS. A process of its own, so that its memory is not counted.
const [brokers = "", topic = "", partitions = "1", events = "0"] = process.argv.slice(2);

/** Between these the producer's own callbacks come to their turn. */
const EVENTS_A_TURN = 20_000;
const FULL_QUEUE_WAIT_MS = 20;
const FLUSH_MS = 120_000;

const { Producer } = await loadClient();
const producer = new Producer({
  "metadata.broker.list": brokers,
  "linger.ms": 50,
  "queue.buffering.max.messages": 500_000,
  "queue.buffering.max.kbytes": 1_000_000,
});
producer.setPollInterval(FULL_QUEUE_WAIT_MS);
await new Promise<void>((resolve) => producer.connect({}, () => resolve()));
for (let n = 0; n < Number(events); n += 1) {
  while (!produced(n)) await sleep(FULL_QUEUE_WAIT_MS);
  if (n % EVENTS_A_TURN === 0) await sleep(0);
}
await new Promise<void>((resolve, reject) => {
  producer.flush(FLUSH_MS, (error: unknown) => (error ? reject(error) : resolve()));
});
await new Promise<void>((resolve) => producer.disconnect(() => resolve()));

/** False while the producer's queue is full. */
function produced(n: number): boolean {
  try {
    producer.produce(topic, n % Number(partitions), Buffer.from(eventLine(n).trimEnd()));
    return true;
  } catch {
    return false;
  }
}
