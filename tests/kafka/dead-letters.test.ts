import { afterEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "../../pipeline/config.ts";
import { topicLag } from "../../pipeline/kafka/topic-lag.ts";
import { line } from "../land.ts";
import { openTestStore } from "../test-store.ts";
import { killConsumers, startConsumer, totalsOf } from "./consumer-process.ts";
import { type Letter, readTopic } from "./read-topic.ts";
import { sharedBroker } from "./shared-broker.ts";
import { createTopic, type Placed, send, topicName } from "./topics.ts";

const SOON = { timeout: 30_000, interval: 50 };
/** Not even a header of ours fits. */
const TOO_SMALL = { "max.message.bytes": "20" };
const LARGE_BYTES = 1_500_000;
const LETTER_BYTES = 900_000;
const POISON = ["{bad", Buffer.from([0xff, 0xfe, 0x00]), `{"event_id":"no kind"}`, ""] as const;

const broker = await sharedBroker();
afterEach(killConsumers);

function byKey(a: Letter, b: Letter): number {
  return a.key < b.key ? -1 : 1;
}

describe.skipIf(broker.kind === "absent")("a dead-letter topic", async () => {
  const brokers = broker.kind === "running" ? broker.brokers : "";
  const store = await openTestStore();

  async function lagOf(topic: string): Promise<number> {
    const settings = readConfig({ TIDEMARK_KAFKA_BROKERS: brokers }).kafka;
    if (!settings) throw new Error("no brokers");
    const lags = await topicLag(settings, topic, topic);
    return lags.reduce((sum, { lag }) => sum + lag, 0);
  }

  async function fill(topic: string): Promise<readonly Placed[]> {
    const good = Array.from({ length: 50 }, (_, n) => line(`${topic}-${n}`));
    return send(
      brokers,
      topic,
      [...good, ...POISON].map((value, n) => ({ value, partition: n % 2 })),
    );
  }

  test("gets what went to quarantine, byte for byte, with its reason and its place, and nothing else", async () => {
    const [topic, letters] = [await createTopic(brokers, 2), await createTopic(brokers, 1)];
    const large = `{"event_id":"large","pad":"${"x".repeat(LARGE_BYTES)}"}`;
    const placed = [...(await fill(topic)), ...(await send(brokers, topic, [{ value: large, partition: 0 }]))];
    const env = { TIDEMARK_KAFKA_DEAD_LETTER_TOPIC: letters };
    const totals = await totalsOf(startConsumer(store, { brokers, topic, env }));
    expect(totals.quarantined).toBe(POISON.length + 1);

    const bad = placed.slice(50);
    const found = [...(await readTopic(brokers, letters))].sort(byKey);
    expect(found).toHaveLength(bad.length);
    const expected = bad.map(({ value, partition, offset, timestamp }) => ({
      key: `${topic}:${partition}:${offset}:${timestamp}`,
      value: Buffer.from(value ?? "").subarray(0, LETTER_BYTES),
      headers: expect.objectContaining({
        tidemark_topic: topic,
        tidemark_source: "tidemark",
        tidemark_partition: String(partition),
        tidemark_offset: String(offset),
        tidemark_reason: expect.stringMatching(/^[a-z_]+$/),
        tidemark_detail: expect.any(String),
        tidemark_run_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      }),
    }));
    expect(found).toEqual(expected.sort(byKey));
    const [cut] = found.filter(({ headers }) => headers["tidemark_value_bytes"] !== undefined);
    expect(cut?.headers["tidemark_value_bytes"]).toBe(String(large.length));
  });

  test("that takes nothing holds the commit; a kill between insert and letter loses none", async () => {
    const topic = await createTopic(brokers, 2);
    const [full, good] = [await createTopic(brokers, 1, { config: TOO_SMALL }), await createTopic(brokers, 1)];
    const placed = await fill(topic);
    // Its partitions go to the next one soon after it was killed.
    const blocked = { TIDEMARK_KAFKA_DEAD_LETTER_TOPIC: full, TIDEMARK_KAFKA_SESSION_TIMEOUT_MS: "6000" };
    const first = startConsumer(store, { brokers, topic, env: blocked });
    const bad = `quarantine FINAL WHERE startsWith(position, '${topic}:')`;
    await vi.waitFor(async () => expect(await store.number("count()", bad)).toBe(POISON.length), SOON);
    // Time enough for a commit that must not come.
    await vi.waitFor(async () => expect((await readTopic(brokers, full)).length).toBe(0), SOON);
    expect(await lagOf(topic)).toBe(placed.length);
    first.child.kill("SIGKILL");
    await first.ended;

    const env = { TIDEMARK_KAFKA_DEAD_LETTER_TOPIC: good };
    const totals = await totalsOf(startConsumer(store, { brokers, topic, env }));
    expect(totals).toMatchObject({ read: placed.length, quarantined: POISON.length });
    expect(await lagOf(topic)).toBe(0);
    const values = (await readTopic(brokers, good)).map(({ value }) => value.toString("base64")).sort();
    expect(values).toEqual(POISON.map((value) => Buffer.from(value).toString("base64")).sort());
    expect(await store.number("count()", `events FINAL WHERE startsWith(event_id, '${topic}-')`)).toBe(50);
  });

  test("that does not exist is named with its setting", async () => {
    const topic = await createTopic(brokers, 1);
    const env = { TIDEMARK_KAFKA_DEAD_LETTER_TOPIC: topicName() };
    const ended = await startConsumer(store, { brokers, topic, env }).ended;
    expect([ended.code, ended.err]).toEqual([1, expect.stringContaining("TIDEMARK_KAFKA_DEAD_LETTER_TOPIC")]);
  });
});
