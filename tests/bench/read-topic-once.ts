import { randomUUID } from "node:crypto";
import { patienceOf } from "../../pipeline/commands/consume/consume.ts";
import { runTopic } from "../../pipeline/commands/consume/run-topic.ts";
import { sinkPool } from "../../pipeline/commands/consume/sink-pool.ts";
import { readConfig } from "../../pipeline/config.ts";
import { openTopic } from "../../pipeline/kafka/topic-reader.ts";
import { openStore } from "../../pipeline/store/open-store.ts";

// Reads a topic to its end as the service does: read-topic-once.ts BROKERS TOPIC URL USER PASSWORD DATABASE SOURCE. A process of its own, as one reads a topic in life, so that the memory it says is the reader's and nobody else's.
const [brokers = "", topic = "", url = "", user = "", password = "", database = "", source = ""] =
  process.argv.slice(2);

const KILOBYTES_A_MEGABYTE = 1_000;

const settings = readConfig({ TIDEMARK_KAFKA_BROKERS: brokers }).kafka;
if (!settings) throw new Error("no brokers");
const store = await openStore({ kind: "server", url, user, password, database });
let accepted = 0;
const started = performance.now();
const topic_reader = await openTopic(settings, topic, randomUUID());
const deps = {
  landing: store.landing,
  reader: store.reader,
  topic_reader,
  sinks: sinkPool({ sharers: 1 }),
  patience: patienceOf({ until_end: true }),
  onPause: () => undefined,
  onStored: (counts: { readonly accepted: number }) => {
    accepted += counts.accepted;
  },
};
const run = { topic, source, tenant: "", run_id: "bench" };
await runTopic(deps, run, await topic_reader.ends(), new AbortController().signal);
const seconds = (performance.now() - started) / 1_000;
await topic_reader.close();
await store.close();
const peak_rss_mb = Math.round(process.resourceUsage().maxRSS / KILOBYTES_A_MEGABYTE);
process.stdout.write(`${JSON.stringify({ accepted, seconds, peak_rss_mb })}\n`);
