import type { Logger } from "pino";
import { Counter, Gauge, type Registry } from "prom-client";
import type { AppError } from "../../core/errors.ts";
import type { BatchCounts } from "../../core/ports.ts";
import type { TopicFeed } from "../../kafka/topic-feeds.ts";

/** How many topics are in which state. `suspect`: read, but nothing of it is accepted. */
export type TopicStates = Readonly<Record<TopicState, number>>;
export type TopicState = "starting" | "reading" | "suspect" | "failing";

/** Says how the topics of the service are doing: in the log when that changes, in metrics always. */
export interface TopicWatch {
  readonly reading: (feed: TopicFeed) => void;
  readonly failed: (feed: TopicFeed, trouble: AppError, pause_ms: number) => void;
  /** What a batch of this topic became; a new one begins to count anew. */
  readonly stored: (feed: TopicFeed) => (counts: BatchCounts) => void;
  readonly paused: (feed: TopicFeed, paused: boolean) => void;
  /** The topic's retention took messages before they were read. */
  readonly expired: (feed: TopicFeed, messages: number) => void;
  /** The brokers answered, or did not. */
  readonly brokers: (feed: TopicFeed, trouble: AppError | undefined) => void;
  readonly states: () => TopicStates;
}

export interface TopicWatchDeps {
  readonly logger: Logger;
  readonly registry: Registry;
}

/** Poison comes alone. So many in a row without a good record among them are no poison but another feed. */
const SUSPICIOUS_RECORDS = 10;

export function watchTopics({ logger, registry }: TopicWatchDeps, feeds: readonly TopicFeed[]): TopicWatch {
  const states = new Map<string, TopicState>(feeds.map(({ topic }) => [topic, "starting"]));
  const said = new Map<string, string>();
  const metrics = topicMetrics(registry);
  const become = (feed: TopicFeed, state: TopicState): void => {
    states.set(feed.topic, state);
    metrics.up.set(labelsOf(feed), state === "failing" ? 0 : 1);
  };
  /** Once in these words; that it goes on, the metrics say. */
  const complain = (feed: TopicFeed, trouble: AppError, more: object): void => {
    metrics.failures.inc({ ...labelsOf(feed), code: trouble.code });
    const level = said.get(feed.topic) === trouble.message ? "debug" : "error";
    said.set(feed.topic, trouble.message);
    const { code, message: reason } = trouble;
    logger[level]({ code, ...labelsOf(feed), ...more, reason }, "a topic cannot be read and will be tried again");
    become(feed, "failing");
  };
  const recover = (feed: TopicFeed): void => {
    if (said.delete(feed.topic)) logger.info(labelsOf(feed), "the topic is read again");
    become(feed, "reading");
  };
  for (const feed of feeds) metrics.up.set(labelsOf(feed), 0);
  return {
    reading: recover,
    failed: (feed, trouble, pause_ms) => complain(feed, trouble, { again_in_ms: pause_ms }),
    stored: (feed) => wrongFeedCheck(feed, { states, logger, become }),
    paused: (feed, paused) =>
      logger.warn(labelsOf(feed), paused ? "the store is behind; reading waits for it" : "reading goes on"),
    expired: (feed, messages) => {
      if (messages === 0) return;
      metrics.expired.inc(labelsOf(feed), messages);
      const reason = `Up to ${messages} messages of topic "${feed.topic}" expired before they were read; make its retention.ms longer than any pause, and send them again from where they came.`;
      logger.error({ ...labelsOf(feed), messages, reason }, "messages of a topic are lost");
    },
    brokers: (feed, trouble) => {
      if (trouble) complain(feed, trouble, {});
      else if (states.get(feed.topic) === "failing") recover(feed);
    },
    states: () => countOf([...states.values()]),
  };
}

interface CheckDeps {
  readonly states: ReadonlyMap<string, TopicState>;
  readonly logger: Logger;
  readonly become: (feed: TopicFeed, state: TopicState) => void;
}

/** Says so when nothing of a topic is accepted. It is read on all the same: its records are in quarantine, whole. */
function wrongFeedCheck(feed: TopicFeed, { states, logger, become }: CheckDeps): (counts: BatchCounts) => void {
  let refused = 0;
  return ({ accepted, quarantined }) => {
    refused = accepted > 0 ? 0 : refused + quarantined;
    const suspect = states.get(feed.topic) === "suspect";
    if (suspect && accepted > 0) become(feed, "reading");
    if (suspect || refused < SUSPICIOUS_RECORDS) return;
    become(feed, "suspect");
    const reason = `None of the last ${refused} records of topic "${feed.topic}" is one of the feed ${feed.source}${ofTenant(feed)}; check TIDEMARK_KAFKA_TOPICS. They are in quarantine ("tidemark quarantine list --source ${feed.source}" shows why).`;
    logger.warn({ ...labelsOf(feed), quarantined: refused, reason }, "a topic gives nothing but quarantine");
  };
}

function ofTenant({ tenant }: TopicFeed): string {
  return tenant === "" ? "" : ` of tenant ${tenant}`;
}

function labelsOf({ topic, source }: TopicFeed) {
  return { topic, source };
}

function countOf(states: readonly TopicState[]): TopicStates {
  const count = (state: TopicState): number => states.filter((one) => one === state).length;
  return {
    starting: count("starting"),
    reading: count("reading"),
    suspect: count("suspect"),
    failing: count("failing"),
  };
}

function topicMetrics(registry: Registry) {
  const registers = [registry];
  return {
    up: new Gauge({
      name: "tidemark_kafka_topic_up",
      help: "1 while a topic is read, 0 while it cannot be.",
      labelNames: ["topic", "source"] as const,
      registers,
    }),
    expired: new Counter({
      name: "tidemark_kafka_expired_messages_total",
      help: "Messages that a topic's retention took before they were read.",
      labelNames: ["topic", "source"] as const,
      registers,
    }),
    failures: new Counter({
      name: "tidemark_kafka_topic_failures_total",
      help: "How often a topic could not be read, by the code of the trouble.",
      labelNames: ["topic", "source", "code"] as const,
      registers,
    }),
  };
}
