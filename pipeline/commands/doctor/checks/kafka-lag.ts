import type { RowOf } from "../../../../queries/define-query.ts";
import { topicsRead } from "../../../../queries/feeds/topics.ts";
import { AppError } from "../../../core/errors.ts";
import type { KafkaSettings } from "../../../kafka/kafka-settings.ts";
import type { TopicFeed } from "../../../kafka/topic-feeds.ts";
import { type Check, type Finding, ok, type Patient } from "../check.ts";
import { count, durationSince } from "../words.ts";

/** Some seconds at full speed: more waits than is under way. */
const BEHIND_MESSAGES = 1_000_000;

/** A service reports each minute. */
const REPORTS_LATE_MS = 5 * 60_000;
const WEEK_MS = 7 * 86_400_000;

/** How far the group is behind, in each topic that the service reads; what the service said of it where we cannot ask. */
export const kafkaLag: Check = {
  name: "kafka",
  look: async (patient) => {
    const { kafka } = patient.config;
    if (!kafka || kafka.topics.length === 0) return reported(patient);
    const findings: Finding[] = [];
    for (const topic of kafka.topics) findings.push(await lagOf(kafka, topic));
    return findings;
  },
};

async function reported({ store, now_ms }: Patient): Promise<readonly Finding[]> {
  const topics = await store.reader.rows(topicsRead, { from_ms: now_ms() - WEEK_MS });
  if (topics.length > 0) return topics.map((topic) => reportFinding(topic, now_ms()));
  return [
    ok("no service has read a topic into this store this week, and no TIDEMARK_KAFKA_TOPICS are set for this command"),
  ];
}

function reportFinding(report: RowOf<typeof topicsRead>, at_ms: number): Finding {
  const { topic, source, lag, reported_at_ms, stored_at_ms } = report;
  const said = `as the service said ${durationSince(reported_at_ms, at_ms)} ago`;
  const newest = stored_at_ms === 0 ? "nothing stored yet" : `last stored ${durationSince(stored_at_ms, at_ms)} ago`;
  const what = `${topic} (${source}): ${count(lag, "message")} behind, ${newest}, ${said}`;
  if (at_ms - reported_at_ms > REPORTS_LATE_MS) {
    const todo =
      "Start the service that reads this topic, or leave it: a topic that nobody reads is forgotten in a week.";
    return { severity: "warning", what: `${what}; nobody has reported since.`, todo, facts: report };
  }
  return lag < BEHIND_MESSAGES
    ? ok(what, report)
    : { severity: "warning", what: `${what}.`, todo: GROWING, facts: report };
}

const GROWING = "See that the service runs; if the lag grows while it does, let more processes share the topic.";

async function lagOf(kafka: KafkaSettings, { topic, source }: TopicFeed): Promise<Finding> {
  const group = kafka.group ?? `tidemark-${source}`;
  try {
    // Not before it is needed: the client is an optional package.
    const { topicLag } = await import("../../../kafka/topic-lag.ts");
    const partitions = await topicLag(kafka, topic, group);
    const lag = partitions.reduce((sum, partition) => sum + partition.lag, 0);
    const facts = { topic, source, group, lag, partitions };
    const worst = partitions.reduce((most, one) => (one.lag > most.lag ? one : most), { partition: 0, lag: 0 });
    if (partitions.length > 0 && partitions.every(({ committed }) => committed === undefined) && lag > 0) {
      const what = `${topic}: the group ${group} has never read this topic; ${count(lag, "message")} wait.`;
      return { severity: "fault", what, todo: "Start the service with these settings, and look at its log.", facts };
    }
    const expired = partitions.reduce((sum, partition) => sum + partition.expired, 0);
    if (expired > 0) {
      const what = `${topic}: ${count(expired, "message")} expired before the group ${group} read them.`;
      const todo = "Start the service, or more of it; make the topic's retention.ms longer; send them again.";
      return { severity: "fault", what, todo, facts };
    }
    if (lag < BEHIND_MESSAGES) return ok(`${topic}: ${count(lag, "message")} behind`, facts);
    const what = `${topic}: ${count(lag, "message")} behind, the most (${worst.lag.toLocaleString("en-US")}) in partition ${worst.partition}.`;
    return { severity: "warning", what, todo: GROWING, facts };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const todo = "Mend the setting or the broker; until then nothing of this topic arrives.";
    return { severity: "fault", what: `${topic}: ${error.message}`, todo, facts: { topic, code: error.code } };
  }
}
