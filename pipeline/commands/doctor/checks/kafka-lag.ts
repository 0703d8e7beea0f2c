import { AppError } from "../../../core/errors.ts";
import type { KafkaSettings } from "../../../kafka/kafka-settings.ts";
import type { TopicFeed } from "../../../kafka/topic-feeds.ts";
import { type Check, type Finding, ok } from "../check.ts";
import { count } from "../words.ts";

/** Some seconds at full speed: more waits than is under way. */
const BEHIND_MESSAGES = 1_000_000;

/** How far the group is behind, in each topic that the service reads. */
export const kafkaLag: Check = {
  name: "kafka",
  look: async ({ config }) => {
    const { kafka } = config;
    if (!kafka) return [ok("no TIDEMARK_KAFKA_BROKERS is set for this command; ask with the settings of the service")];
    if (kafka.topics.length === 0)
      return [ok("no TIDEMARK_KAFKA_TOPICS are set for this command; ask with the settings of the service")];
    const findings: Finding[] = [];
    for (const topic of kafka.topics) findings.push(await lagOf(kafka, topic));
    return findings;
  },
};

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
    if (lag < BEHIND_MESSAGES) return ok(`${topic}: ${count(lag, "message")} behind`, facts);
    const what = `${topic}: ${count(lag, "message")} behind, the most (${worst.lag.toLocaleString("en-US")}) in partition ${worst.partition}.`;
    const todo = "See that the service runs; if the lag grows while it does, let more processes share the topic.";
    return { severity: "warning", what, todo, facts };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const todo = "Mend the setting or the broker; until then nothing of this topic arrives.";
    return { severity: "fault", what: `${topic}: ${error.message}`, todo, facts: { topic, code: error.code } };
  }
}
