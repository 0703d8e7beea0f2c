import type { HighLevelProducer } from "node-rdkafka";
import type { RecordTopic, TopicFault, TopicRecord } from "../core/ports.ts";
import type { KafkaSettings } from "./kafka-settings.ts";
import { openProducer } from "./open-producer.ts";
import { messageOf } from "./trouble.ts";

/** The broker's word that this very record is too large, or not one. */
const FOR_GOOD: ReadonlySet<number> = new Set([2, 10, 18, 87]);

/** A topic to write to, as an idempotent producer does it. `setting` is what named the topic. */
export async function openRecordTopic(settings: KafkaSettings, topic: string, setting: string): Promise<RecordTopic> {
  const { producer, close } = await openProducer(settings, topic, setting);
  return { send: (records) => Promise.all(records.map((record) => sendOne(producer, topic, record))), close };
}

function sendOne(
  producer: HighLevelProducer,
  topic: string,
  { key, value, headers }: TopicRecord,
): Promise<TopicFault | undefined> {
  const list = Object.entries(headers).map(([name, text]) => ({ [name]: text }));
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return new Promise((resolve) => {
    const report = (error: unknown): void => resolve(error ? faultOf(error) : undefined);
    try {
      producer.produce(topic, null, bytes, key, Date.now(), list, report);
    } catch (error) {
      report(error);
    }
  });
}

function faultOf(error: unknown): TopicFault {
  const code = typeof error === "object" && error !== null && "code" in error ? Number(error.code) : 0;
  return { reason: messageOf(error), for_good: FOR_GOOD.has(code) };
}
