import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { runStored } from "../../../queries/feeds/stored-by-run.ts";
import { rollupState } from "../../../queries/rollup/state.ts";
import { AppError } from "../../core/errors.ts";
import type { BatchCounts } from "../../core/ports.ts";
import type { RetryPolicy } from "../../core/retry.ts";
import { type DeadLetters, openDeadLetters } from "../../kafka/dead-letters.ts";
import type { KafkaSettings } from "../../kafka/kafka-settings.ts";
import { type Offsets, openTopic, type TopicReader } from "../../kafka/topic-reader.ts";
import { type CommandContext, printResult } from "../context.ts";
import { feedNamed } from "../ingest/feed-named.ts";
import type { IngestTotals } from "../ingest/ingest-inputs.ts";
import { progressBar } from "../ingest/progress.ts";
import { CLOCK_SLACK_MS, serverNow } from "../server-clock.ts";
import { type Workspace, withWorkspace } from "../workspace.ts";
import { runTopic } from "./run-topic.ts";
import { sinkPool } from "./sink-pool.ts";

export interface ConsumeOptions {
  readonly source: string;
  readonly tenant: string;
  readonly topic: string;
  /** Stop at the end that the topic has now, once the whole group is there. */
  readonly until_end: boolean;
}

/** Somebody waits for a run to the end; a consumer in the background sits out a night's maintenance. */
const PATIENCE_UNTIL_END_MS = 120_000;
const PATIENCE_MS = 3_600_000;

const EVERY_RUN = "";
const NONE: Offsets = new Map();

/** Bring a Kafka topic into the store, until stopped or to its present end. Answers the exit code. */
export async function consumeCommand(context: CommandContext, options: ConsumeOptions): Promise<number> {
  if (options.source === "auto")
    throw new AppError("wrong_usage", "Name the feed of the topic with --source; only files can be recognised.");
  feedNamed(options.source);
  const settings = settingsOf(context);
  const reader = await openTopic(settings, options.topic, groupOf(settings, options.source));
  let letters: DeadLetters | undefined;
  try {
    if (settings.dead_letter_topic !== undefined) letters = await openDeadLetters(settings, settings.dead_letter_topic);
    return await withWorkspace(context, { role: "ingest", stores_events: true }, async (workspace) => {
      const totals = await consume(context, workspace, { reader, dead_letters: letters }, options);
      printResult(context, totals, wordsOf(totals));
      return 0;
    });
  } finally {
    await Promise.all([reader.close(), letters?.close()]);
  }
}

/** Whose progress it is that is committed: one group a feed, where nobody says. */
export function groupOf({ group }: KafkaSettings, source: string): string {
  return group ?? `tidemark-${source}`;
}

function settingsOf({ config }: CommandContext): KafkaSettings {
  if (config.kafka) return config.kafka;
  throw new AppError("config_invalid", "To read a topic, set TIDEMARK_KAFKA_BROKERS to where Kafka is (host:9092).");
}

async function consume(
  context: CommandContext,
  workspace: Workspace,
  { reader, dead_letters }: { readonly reader: TopicReader; readonly dead_letters: DeadLetters | undefined },
  options: ConsumeOptions,
): Promise<IngestTotals> {
  const { store } = workspace;
  const { terminal, signal } = context;
  const run_id = randomUUID();
  const since_ms = (await serverNow(store.reader)) - CLOCK_SLACK_MS;
  const counts = { read: 0, quarantined: 0 };
  const bar = progressBar(terminal, `Storing ${options.topic}`);
  const patience = patienceOf(options);
  const onStored = ({ accepted, quarantined }: BatchCounts): void => {
    counts.read += accepted + quarantined;
    counts.quarantined += quarantined;
    bar.update(0, 0, `${counts.read} records`);
  };
  const onPause = (paused: boolean): void => {
    terminal.err(
      `tidemark: ${paused ? "the store is behind; reading waits for it" : "the store is back; reading goes on"}.\n`,
    );
  };
  const goal = options.until_end ? await reader.ends() : undefined;
  const read_before = goal ? await reader.committed() : NONE;
  const { landing, reader: queries } = store;
  const writer = { landing, reader: queries, patience, dead_letters };
  const run = { ...options, run_id };
  await runTopic(
    { ...writer, topic_reader: reader, sinks: sinkPool({ sharers: 1, ...workspace.limits }), onStored, onPause },
    run,
    goal,
    signal,
  ).finally(bar.end);
  if (counts.read === 0 && read_before.size > 0) terminal.err(nothingNew(options.topic));
  // Others of the group need not wait for our sums.
  await reader.close();
  await settleUsage(workspace);
  const [row] = await store.reader.rows(runStored, { run_id, since_ms });
  const stored = row?.stored ?? 0;
  return { ...counts, stored, duplicates: counts.read - stored - counts.quarantined };
}

/** Who tries a topic with one store and goes on with another one looks for the beginning. */
function nothingNew(topic: string): string {
  return `tidemark: Nothing new in topic ${topic}: its group has read all of it before, perhaps into another store. Another TIDEMARK_KAFKA_GROUP begins at its beginning.\n`;
}

/** Not only this run's minutes: a consumer of the group that was killed has left events which nobody else rolls up. */
async function settleUsage({ store, rollup }: Workspace): Promise<void> {
  await rollup.settle({ alone: store.alone });
  if (store.alone()) return;
  const [state] = await store.reader.rows(rollupState, {});
  await rollup.finishRun(EVERY_RUN, state?.settled_ms ?? 0);
}

export function patienceOf({ until_end }: Pick<ConsumeOptions, "until_end">): RetryPolicy {
  return {
    max_wait_ms: until_end ? PATIENCE_UNTIL_END_MS : PATIENCE_MS,
    now_ms: Date.now,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  };
}

function wordsOf({ read, stored, duplicates, quarantined }: IngestTotals): string {
  const look = quarantined > 0 ? " (tidemark quarantine list shows why)" : "";
  return `${read} read: ${stored} stored, ${duplicates} duplicates, ${quarantined} quarantined${look}\n`;
}
