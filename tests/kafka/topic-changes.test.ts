import { afterEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "../../pipeline/config.ts";
import { consumeTopic } from "../../pipeline/kafka/consume-topic.ts";
import { lagOf, topicLag } from "../../pipeline/kafka/topic-lag.ts";
import { openTopic, type TopicReader } from "../../pipeline/kafka/topic-reader.ts";
import { sharedBroker } from "./shared-broker.ts";
import { createTopic, deleteTopic, growTopic, send } from "./topics.ts";

const SOON = { timeout: 30_000, interval: 100 };
const AN_HOUR_MS = 3_600_000;

const broker = await sharedBroker();
const readers: TopicReader[] = [];
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()));
});

describe.skipIf(broker.kind === "absent")("a topic", () => {
  const brokers = broker.kind === "running" ? broker.brokers : "";

  function settingsOf(env: Readonly<Record<string, string>> = {}) {
    const settings = readConfig({ TIDEMARK_KAFKA_BROKERS: brokers, ...env }).kafka;
    if (!settings) throw new Error("the settings name no brokers");
    return settings;
  }

  /** A member of the topic's own group. */
  async function open(topic: string, env: Readonly<Record<string, string>> = {}): Promise<TopicReader> {
    const reader = await openTopic(settingsOf(env), topic, topic);
    readers.push(reader);
    return reader;
  }

  /** Read what comes, until the signal; what was read counts as stored at once. */
  function consume(
    reader: TopicReader,
    signal: AbortSignal,
  ): { readonly seen: string[]; readonly done: Promise<void> } {
    const seen: string[] = [];
    const newBatch = () => ({
      add: ({ value }: { readonly value: Buffer | null }) => void seen.push(String(value)),
      rows: () => 1,
      size_bytes: () => 1,
      write: async () => undefined,
    });
    const deps = { reader, newBatch, onPause: () => undefined, now_ms: Date.now };
    return { seen, done: consumeTopic(deps, undefined, signal) };
  }

  function fill(topic: string, values: readonly string[], partition = 0): Promise<unknown> {
    return send(
      brokers,
      topic,
      values.map((value) => ({ value, partition })),
    );
  }

  test("that is made anew while it is read is read from its beginning, and its progress is committed", async () => {
    const topic = await createTopic(brokers, 1);
    await fill(topic, ["a", "b", "c", "d", "e", "f"]);
    const stop = new AbortController();
    const { seen, done } = consume(await open(topic, { TIDEMARK_KAFKA_INSTANCE: "one" }), stop.signal);
    await vi.waitFor(() => expect(seen).toHaveLength(6), SOON);
    await deleteTopic(brokers, topic);
    await createTopic(brokers, 1, { topic });
    await fill(topic, ["x", "y"]);
    await vi.waitFor(() => expect(seen.slice(6)).toEqual(["x", "y"]), SOON);
    stop.abort();
    await done;
    expect(await topicLag(settingsOf(), topic, topic)).toMatchObject([{ committed: 2, lag: 0 }]);
  });

  test("that gets more partitions shows how far the group is behind in each", async () => {
    const topic = await createTopic(brokers, 1);
    const reader = await open(topic);
    await growTopic(brokers, topic, 3);
    await fill(topic, ["a", "b"], 2);
    await vi.waitFor(async () => {
      expect((await lagOf(reader)).map(({ lag }) => lag)).toEqual([0, 0, 2]);
    }, SOON);
  });

  test("whose messages expire before they are read says how many", async () => {
    const topic = await createTopic(brokers, 1, { config: { "retention.ms": "1000" } });
    const reader = await open(topic);
    await fill(topic, ["a", "b"]);
    expect(await reader.commitNow(new Map([[0, 2]]))).toBe(true);
    const sent_at_ms = Date.now() - AN_HOUR_MS;
    await send(
      brokers,
      topic,
      ["c", "d", "e"].map((value) => ({ value, partition: 0, sent_at_ms })),
    );
    await vi.waitFor(async () => {
      expect(await lagOf(reader)).toMatchObject([{ committed: 2, begin: 5, end: 5, lag: 0, expired: 3 }]);
    }, SOON);
  });

  test("of which a partition was given up while the store was behind is read whole when that comes back", async () => {
    const topic = await createTopic(brokers, 2);
    let openGate = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      openGate = resolve;
    });
    let pauses = 0;
    const seen = new Set<string>();
    const newBatch = () => ({
      add: ({ value }: { readonly value: Buffer | null }) => void seen.add(String(value)),
      rows: () => 1,
      size_bytes: () => 1,
      write: () => gate,
    });
    const reader = await open(topic);
    // The store takes what it was given once the group wants a partition back, and not before.
    const nextRebalance: TopicReader["nextRebalance"] = () => {
      const change = reader.nextRebalance();
      if (change?.kind === "revoked") openGate();
      return change;
    };
    const onPause = (is_paused: boolean): void => {
      pauses += is_paused ? 1 : 0;
    };
    const deps = { reader: { ...reader, nextRebalance }, newBatch, onPause, now_ms: Date.now, batch_bytes: 1 };
    const stop = new AbortController();
    const done = consumeTopic(deps, undefined, stop.signal);
    for (const value of ["a", "b", "c"]) {
      await fill(topic, [value]);
      await vi.waitFor(() => expect([...seen]).toContain(value), SOON);
    }
    await vi.waitFor(() => expect(pauses).toBe(1), SOON);
    const stop_other = new AbortController();
    const other = consume(await open(topic), stop_other.signal);
    await gate;
    await fill(topic, ["d"], 0);
    await fill(topic, ["e"], 1);
    await vi.waitFor(() => expect([...seen, ...other.seen]).toEqual(expect.arrayContaining(["d", "e"])), SOON);
    stop_other.abort();
    await other.done;
    await Promise.all(readers.splice(1).map((each) => each.close()));
    await fill(topic, ["f"], 0);
    await fill(topic, ["g"], 1);
    await vi.waitFor(() => expect([...seen]).toEqual(expect.arrayContaining(["f", "g"])), SOON);
    stop.abort();
    await done;
  });

  test("that two consumers read under one name tells the first which setting to change", async () => {
    const topic = await createTopic(brokers, 1);
    const env = { TIDEMARK_KAFKA_INSTANCE: "same", TIDEMARK_KAFKA_SESSION_TIMEOUT_MS: "6000" };
    const stop = new AbortController();
    await fill(topic, ["a"]);
    const first = consume(await open(topic, env), stop.signal);
    await vi.waitFor(() => expect(first.seen).toEqual(["a"]), SOON);
    const second = consume(await open(topic, env), stop.signal);
    await expect(first.done).rejects.toThrow("TIDEMARK_KAFKA_INSTANCE");
    stop.abort();
    await second.done;
  });
});
