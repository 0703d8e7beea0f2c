import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { readConfig } from "../../pipeline/config.ts";
import { openTopic, type TopicReader } from "../../pipeline/kafka/topic-reader.ts";
import { openStore } from "../../pipeline/store/open-store.ts";
import { migrate } from "../../pipeline/store/schema/migrate.ts";
import { killServer } from "../kill-server.ts";
import { line } from "../land.ts";
import { openTestStore, type TestStore } from "../test-store.ts";
import { recount, usageRows } from "../usage.ts";
import { killConsumers, startConsumer, totalsOf } from "./consumer-process.ts";
import { ownBroker } from "./own-broker.ts";
import { createTopic, send } from "./topics.ts";

const PARTITIONS = 4;
/** Every event comes this often. */
const COPIES = 2;
const EVENTS_A_SEND = 500;
const SEND_EVERY_MS = 60;
const KILLS = 5;
/** Longer than a batch waits, so that a kill can hit any moment between reading and committing. */
const LONGEST_LIFE_MS = 1_200;
const POLL_WAIT_MS = 100;
const SESSION_MS = "2000";
const SOON = { timeout: 30_000, interval: 20 };
const POISON = "{poison";

const broker = await ownBroker();
afterEach(killConsumers);

/** Send events, each twice, until told to stop; answers how many different ones and how many poison messages there were. */
async function sendSteadily(
  brokers: string,
  topic: string,
  signal: AbortSignal,
): Promise<{ readonly events: number; readonly poison: number }> {
  let events = 0;
  let poison = 0;
  while (!signal.aborted) {
    const lines = Array.from({ length: EVENTS_A_SEND }, (_, n) =>
      line(`${topic}-${events + n}`, { app_id: `app-${n % 5}` }),
    );
    const values = [...Array(COPIES).keys()].flatMap(() => lines).concat(POISON);
    await send(
      brokers,
      topic,
      values.map((value, n) => ({ value, partition: (n + events / EVENTS_A_SEND) % PARTITIONS })),
    );
    events += EVENTS_A_SEND;
    poison += 1;
    await sleep(SEND_EVERY_MS);
  }
  return { events, poison };
}

async function expectExactlyOnce(
  store: TestStore,
  topic: string,
  sent: { events: number; poison: number },
): Promise<void> {
  const ours = `startsWith(event_id, '${topic}-')`;
  expect(await store.number("uniqExact(event_id)", `events FINAL WHERE ${ours}`)).toBe(sent.events);
  expect(await store.number("count()", `events FINAL WHERE ${ours}`)).toBe(sent.events);
  const bad = `quarantine FINAL WHERE startsWith(position, '${topic}:') AND raw = '${POISON}'`;
  expect(await store.number("count()", bad)).toBe(sent.poison);
  for (const table of ["usage_minute", "usage_hour", "usage_day"] as const)
    expect(await usageRows(store, table)).toEqual(await recount(store, table));
}

function eventsOf(store: TestStore): Promise<number> {
  return store.number("count()", "events");
}

/** Poll until the group asks something; answers it unless told not to. */
async function nextQuestion(reader: TopicReader, answered = true): Promise<void> {
  await vi.waitFor(async () => {
    await reader.poll(1, POLL_WAIT_MS);
    const change = reader.nextRebalance();
    if (!change) throw new Error("the group has not asked");
    if (answered) reader.answer(change);
  }, SOON);
}

test.skipIf(broker.kind === "absent")(
  "a consumer that closes with a question of its group open holds nobody up",
  async () => {
    const brokers = broker.kind === "running" ? broker.brokers : "";
    const topic = await createTopic(brokers, 1);
    const settings = readConfig({ TIDEMARK_KAFKA_BROKERS: brokers }).kafka;
    if (!settings) throw new Error("no brokers");
    const [holder, closing, last] = await Promise.all([0, 1, 2].map(() => openTopic(settings, topic, topic)));
    if (!holder || !closing || !last) throw new Error("no readers");
    holder.join();
    await nextQuestion(holder);
    // The topic's one partition is taken: what the second one is asked is whether it takes nothing.
    closing.join();
    await Promise.all([nextQuestion(closing, false), nextQuestion(holder)]);
    await closing.close();
    last.join();
    await Promise.all([nextQuestion(last), nextQuestion(holder)]);
    await Promise.all([holder.close(), last.close()]);
  },
);

describe.skipIf(broker.kind === "absent")("a topic that fills up", async () => {
  const brokers = broker.kind === "running" ? broker.brokers : "";
  const store = await openTestStore();

  test("counts once however often its consumer is killed", async () => {
    const topic = await createTopic(brokers, PARTITIONS);
    const stop = new AbortController();
    const sending = sendSteadily(brokers, topic, stop.signal);
    // One that comes back under its name has its partitions at once, without waiting for the end of its session.
    const env = { TIDEMARK_KAFKA_INSTANCE: "killed" };
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = await eventsOf(store);
      const running = startConsumer(store, { brokers, topic, until_end: false, env });
      await vi.waitFor(async () => expect(await eventsOf(store)).toBeGreaterThan(before), SOON);
      await sleep(Math.random() * LONGEST_LIFE_MS);
      running.child.kill("SIGKILL");
      await running.ended;
    }
    stop.abort();
    const sent = await sending;
    await totalsOf(startConsumer(store, { brokers, topic, env }));
    await expectExactlyOnce(store, topic, sent);
  });

  test("counts once while consumers share it and one of them is killed", async () => {
    const topic = await createTopic(brokers, PARTITIONS);
    const stop = new AbortController();
    const sending = sendSteadily(brokers, topic, stop.signal);
    const env = { TIDEMARK_KAFKA_SESSION_TIMEOUT_MS: SESSION_MS };
    const before = await eventsOf(store);
    const [first, second, third] = [0, 1, 2].map(() => startConsumer(store, { brokers, topic, until_end: false, env }));
    await vi.waitFor(async () => expect(await eventsOf(store)).toBeGreaterThan(before), SOON);
    await sleep(Math.random() * LONGEST_LIFE_MS);
    first?.child.kill("SIGKILL");
    await sleep(Math.random() * LONGEST_LIFE_MS);
    second?.child.kill("SIGTERM");
    stop.abort();
    const sent = await sending;
    const last = startConsumer(store, { brokers, topic, env });
    await totalsOf(last);
    third?.child.kill("SIGTERM");
    await Promise.all([second, third].map((running) => running && totalsOf(running)));
    await expectExactlyOnce(store, topic, sent);
  });

  test.skipIf(broker.kind === "absent" || broker.restart === undefined)(
    "is read on by itself after its broker was killed and came back",
    async () => {
      const topic = await createTopic(brokers, PARTITIONS);
      const running = startConsumer(store, { brokers, topic, until_end: false });
      for (const part of ["before", "after"]) {
        const lines = Array.from({ length: EVENTS_A_SEND }, (_, n) => line(`${topic}-${part}-${n}`));
        await send(
          brokers,
          topic,
          lines.map((value, n) => ({ value, partition: n % PARTITIONS })),
        );
        const stored = `events FINAL WHERE startsWith(event_id, '${topic}-${part}-')`;
        await vi.waitFor(async () => expect(await store.number("count()", stored)).toBe(EVENTS_A_SEND), SOON);
        if (part === "before" && broker.kind === "running") await broker.restart?.();
      }
      running.child.kill("SIGTERM");
      const totals = await totalsOf(running);
      expect(totals.stored).toBe(2 * EVENTS_A_SEND);
      expect(totals.quarantined).toBe(0);
    },
  );

  test("counts once while the store is killed under its consumer", async () => {
    const dir = mkdtempSync(join(tmpdir(), "tidemark-kafka-store-"));
    const own = await openStore({ kind: "embedded", dir, role: "tests", exclusive: true });
    await migrate(own.connection);
    const rows = (sql: string): Promise<readonly unknown[]> => own.connection.json(sql);
    const number = async (expression: string, from: string): Promise<number> =>
      Number(Object((await rows(`SELECT toFloat64(${expression}) AS found FROM ${from}`))[0]).found);
    const killed: TestStore = { ...own, rows, number };
    const topic = await createTopic(brokers, PARTITIONS);
    const stop = new AbortController();
    const sending = sendSteadily(brokers, topic, stop.signal);
    const running = startConsumer(killed, { brokers, topic, until_end: false });
    for (let kill = 0; kill < 3; kill += 1) {
      const before = await eventsOf(killed);
      await vi.waitFor(async () => expect(await eventsOf(killed)).toBeGreaterThan(before), SOON);
      await sleep(Math.random() * LONGEST_LIFE_MS);
      killServer(own);
      await vi.waitFor(own.ping, SOON);
    }
    stop.abort();
    const sent = await sending;
    await totalsOf(startConsumer(killed, { brokers, topic }));
    running.child.kill("SIGTERM");
    await totalsOf(running);
    await expectExactlyOnce(killed, topic, sent);
    await own.close();
    rmSync(dir, { recursive: true, force: true });
  });
});
