import { setTimeout as sleep } from "node:timers/promises";
import { loadClient } from "../../pipeline/kafka/load-client.ts";
import { eventLine } from "./event-file.ts";
import { graphRecords } from "./foreign-records.ts";

// Fills a topic: fill-topic.ts BROKERS TOPIC PARTITIONS EVENTS SOURCE. A process of its own, so that its memory is not counted.
const [brokers = "", topic = "", partitions = "1", events = "0", source = ""] = process.argv.slice(2);

/** Between these the producer's own callbacks come to their turn. */
const MESSAGES_A_TURN = 20_000;
/** A message of Event Hubs has at most a megabyte, its properties included. */
const ENVELOPE_BYTES = 900_000;
const SEED = 1;
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
let n = 0;
for (const message of source === "ms_graph_activity" ? envelopes() : commonEvents()) {
  while (!produced(n, message)) await sleep(FULL_QUEUE_WAIT_MS);
  if (n % MESSAGES_A_TURN === 0) await sleep(0);
  n += 1;
}
await new Promise<void>((resolve, reject) => {
  producer.flush(FLUSH_MS, (error: unknown) => (error ? reject(error) : resolve()));
});
await new Promise<void>((resolve) => producer.disconnect(() => resolve()));

function* commonEvents(): Generator<string> {
  for (let at = 0; at < Number(events); at += 1) yield eventLine(at).trimEnd();
}

/** Records in envelopes that are as full as they may be. */
function* envelopes(): Generator<string> {
  const record = graphRecords(SEED);
  let records: string[] = [];
  let size = 0;
  for (let at = 0; at < Number(events); at += 1) {
    const text = record(at);
    if (size + text.length > ENVELOPE_BYTES) {
      yield `{"records":[${records.join(",")}]}`;
      [records, size] = [[], 0];
    }
    records.push(text);
    size += text.length + 1;
  }
  yield `{"records":[${records.join(",")}]}`;
}

/** False while the producer's queue is full. */
function produced(at: number, message: string): boolean {
  try {
    producer.produce(topic, at % Number(partitions), Buffer.from(message));
    return true;
  } catch {
    return false;
  }
}
