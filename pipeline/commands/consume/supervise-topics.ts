import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../core/errors.ts";
import type { BatchCounts, ImportRuns } from "../../core/ports.ts";
import type { KafkaSettings } from "../../kafka/kafka-settings.ts";
import type { TopicFeed } from "../../kafka/topic-feeds.ts";
import { openTopic } from "../../kafka/topic-reader.ts";
import { ownerName } from "../ingest/begin-run.ts";
import { groupOf } from "./consume.ts";
import { runTopic } from "./run-topic.ts";
import type { SharedLetters } from "./shared-letters.ts";
import type { SinkPool } from "./sink-pool.ts";
import { topicReports } from "./topic-reports.ts";
import type { TopicWatch } from "./topic-watch.ts";
import type { BatchWriterDeps } from "./write-batch.ts";

export interface SuperviseDeps extends Omit<BatchWriterDeps, "dead_letters"> {
  readonly settings: KafkaSettings;
  readonly letters: SharedLetters | undefined;
  readonly watch: TopicWatch;
  readonly sinks: SinkPool;
  readonly runs: Pick<ImportRuns, "save">;
}

/** A broker that restarts is back in seconds; */
const FIRST_PAUSE_MS = 2_000;
/** what a person has to put right is looked at again this often. */
const LONGEST_PAUSE_MS = 300_000;
/** Trouble after a time this long is new trouble, and the pauses begin again. */
const STEADY_MS = 600_000;

/**
 * Read all topics of the settings side by side until the signal. One that fails says why and is tried again, with pauses
 * that double; the others do not notice. Resolves when all have stored and committed what they had read. Rejects only
 * for a bug.
 */
export async function superviseTopics(deps: SuperviseDeps, signal: AbortSignal): Promise<void> {
  try {
    await Promise.all(deps.settings.topics.map((feed) => superviseTopic(deps, feed, signal)));
  } finally {
    await deps.letters?.close();
  }
}

async function superviseTopic(deps: SuperviseDeps, feed: TopicFeed, signal: AbortSignal): Promise<void> {
  let pause_ms = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    const began_ms = deps.patience.now_ms();
    const trouble = await attempt(deps, feed, signal);
    if (signal.aborted || trouble === undefined) return;
    if (deps.patience.now_ms() - began_ms >= STEADY_MS) pause_ms = FIRST_PAUSE_MS;
    deps.watch.failed(feed, trouble, pause_ms);
    await sleep(pause_ms, undefined, { signal }).catch(() => undefined);
    pause_ms = Math.min(pause_ms * 2, LONGEST_PAUSE_MS);
  }
}

/** Read a topic until the signal; answers what went wrong before. */
async function attempt(deps: SuperviseDeps, feed: TopicFeed, signal: AbortSignal): Promise<AppError | undefined> {
  try {
    await readTopic(deps, feed, signal);
    return undefined;
  } catch (error) {
    // Whatever breaks off in the middle of stopping is read again by the next start.
    if (signal.aborted) return undefined;
    // A bug must not pass for trouble outside: it ends the process.
    if (!(error instanceof AppError)) throw error;
    return error;
  }
}

async function readTopic(deps: SuperviseDeps, feed: TopicFeed, signal: AbortSignal): Promise<void> {
  const { settings, letters, watch, sinks, landing, reader, patience, meter } = deps;
  const dead_letters = await letters?.open();
  const topic_reader = await openTopic(settings, feed.topic, groupOf(settings, feed.source), settings.topics.length);
  try {
    watch.reading(feed);
    const writer = { landing, reader, patience, meter, dead_letters };
    const run = { ...feed, run_id: randomUUID() };
    const group = groupOf(settings, feed.source);
    const reports = topicReports(deps.runs, run, { group, owner: ownerName(), now_ms: patience.now_ms });
    const watched = watch.stored(feed);
    const hooks = {
      onStored: (counts: BatchCounts) => {
        reports.stored(counts);
        watched(counts);
      },
      onLag: reports.lag,
      onPause: (paused: boolean) => watch.paused(feed, paused),
      onExpired: (messages: number) => watch.expired(feed, messages),
      onBrokers: (trouble: AppError | undefined) => watch.brokers(feed, trouble),
    };
    await runTopic({ ...writer, ...hooks, topic_reader, sinks }, run, undefined, signal);
  } finally {
    await topic_reader.close();
  }
}
