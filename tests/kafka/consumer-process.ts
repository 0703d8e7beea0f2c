import type { Store } from "../../pipeline/store/open-store.ts";
import { documentOf, type Running, startTidemark } from "../tidemark-process.ts";

export interface Totals {
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly quarantined: number;
}

export interface ConsumerOptions {
  readonly brokers: string;
  readonly topic: string;
  readonly source?: string;
  readonly until_end?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const started: Running[] = [];

/** A consumer as a process of its own on the tests' store. The group is the topic's, so that no test meets another's. */
export function startConsumer(store: Pick<Store, "connection" | "database">, options: ConsumerOptions): Running {
  const { brokers, topic, source = "tidemark", until_end = true, env = {} } = options;
  const { url, user, password } = store.connection.endpoint;
  const words = ["ingest", "--json", "--source", source, "--topic", topic, ...(until_end ? ["--until-end"] : [])];
  const running = startTidemark(words, {
    env: {
      TIDEMARK_CLICKHOUSE_URL: url,
      TIDEMARK_CLICKHOUSE_USER: user,
      TIDEMARK_CLICKHOUSE_PASSWORD: password,
      TIDEMARK_CLICKHOUSE_DATABASE: store.database,
      TIDEMARK_KAFKA_BROKERS: brokers,
      TIDEMARK_KAFKA_GROUP: topic,
      ...env,
    },
  });
  started.push(running);
  return running;
}

/** End what a failed test has left running; one that is done does not mind. */
export function killConsumers(): void {
  for (const { child } of started.splice(0)) child.kill("SIGKILL");
}

/** What it printed when it ended well; the four numbers add up, always. */
export async function totalsOf(running: Running): Promise<Totals> {
  const ended = await running.ended;
  if (ended.code !== 0) throw new Error(`the consumer ended with ${ended.code ?? ended.signal}: ${ended.err}`);
  const totals: Totals = Object(documentOf(ended));
  if (totals.read !== totals.stored + totals.duplicates + totals.quarantined)
    throw new Error(`the sums do not add up: ${ended.out}`);
  return totals;
}
