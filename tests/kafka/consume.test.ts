import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { line } from "../land.ts";
import { openTestStore } from "../test-store.ts";
import { recount, usageRows } from "../usage.ts";
import { killConsumers, startConsumer, totalsOf } from "./consumer-process.ts";
import { sharedBroker } from "./shared-broker.ts";
import { createTopic, type Placed, type Sent, send } from "./topics.ts";

const SAMPLES = "../shared/samples/o365_audit";
const samples_missing = !existsSync(SAMPLES);
if (samples_missing && process.env["CI"] === "true") throw new Error(`${SAMPLES} is missing`);

const PARTITIONS = 3;
const EVENTS = 3_000;
const OVER_THE_LIMIT_BYTES = 9_500_000;
const SOON = { timeout: 30_000, interval: 50 };

const broker = await sharedBroker();
afterEach(killConsumers);

/** Any order, the same each time: a step that has no factor in common with the length visits every place. */
function shuffled<T>(list: readonly T[]): readonly T[] {
  const step = [7, 11, 13].find((candidate) => list.length % candidate !== 0) ?? 1;
  return list.map((_, n) => list[(n * step) % list.length]).filter((item) => item !== undefined);
}

function toPartitions(values: readonly Sent["value"][]): readonly Sent[] {
  return values.map((value, n) => ({ value, partition: n % PARTITIONS }));
}

function positionOf(topic: string, { partition, offset, timestamp }: Placed): string {
  return `${topic}:${partition}:${offset}:${timestamp}`;
}

describe.skipIf(broker.kind === "absent")("a topic", async () => {
  const brokers = broker.kind === "running" ? broker.brokers : "";
  const store = await openTestStore();

  test("becomes events exactly once, with copies, disorder and poison in it", async () => {
    const topic = await createTopic(brokers, PARTITIONS);
    const lines = Array.from({ length: EVENTS }, (_, n) => line(`mix-${n}`, { app_id: `app-${n % 7}`, bytes_read: n }));
    const poison: readonly Sent["value"][] = [
      "{bad",
      "",
      null,
      " \t",
      "[1]",
      Buffer.from([0xff, 0xfe, 0x00]),
      `{"event_id":"no kind"}`,
    ];
    const large = `{"pad":"${"x".repeat(OVER_THE_LIMIT_BYTES)}"}`;
    const copies = lines.slice(0, EVENTS / 5);
    const placed = await send(brokers, topic, toPartitions(shuffled([...lines, ...copies, ...poison, large])));

    const totals = await totalsOf(startConsumer(store, { brokers, topic }));

    expect(totals).toEqual({
      read: placed.length,
      stored: EVENTS,
      duplicates: copies.length,
      quarantined: poison.length + 1,
    });
    expect(await store.number("uniqExact(event_id)", "events FINAL")).toBe(EVENTS);
    const quarantined = await store.rows(
      "SELECT position, base64Encode(raw) AS raw, reason, detail FROM quarantine FINAL ORDER BY position",
    );
    const expected = placed
      .filter(({ value }) => poison.includes(value))
      .map((message) => ({ position: positionOf(topic, message), raw: base64(message.value) }));
    const found = quarantined.map((row) => Object(row));
    expect(
      found.filter(({ reason }) => reason !== "oversized").map(({ position, raw }) => ({ position, raw })),
    ).toEqual([...expected].sort((a, b) => (a.position < b.position ? -1 : 1)));
    const [oversized] = found.filter(({ reason }) => reason === "oversized");
    expect(oversized.detail).toMatch(new RegExp(`^${large.length} bytes, .*sha256 [0-9a-f]{64}$`));
    expect(Buffer.from(oversized.raw, "base64").toString()).toMatch(/^\{"pad":"xxx/);
    for (const table of ["usage_minute", "usage_hour", "usage_day"] as const)
      expect(await usageRows(store, table)).toEqual(await recount(store, table));

    const again = startConsumer(store, { brokers, topic });
    expect(await totalsOf(again)).toEqual({ read: 0, stored: 0, duplicates: 0, quarantined: 0 });
    expect((await again.ended).err).toContain(`Nothing new in topic ${topic}: its group has read all of it before`);
  });

  test("that is read a second time by another group adds nothing but duplicates", async () => {
    const topic = await createTopic(brokers, PARTITIONS);
    await send(brokers, topic, toPartitions([...Array(100).keys()].map((n) => line(`twice-${n}`))));
    await totalsOf(startConsumer(store, { brokers, topic }));
    const env = { TIDEMARK_KAFKA_GROUP: `${topic}-again` };
    const totals = await totalsOf(startConsumer(store, { brokers, topic, env }));
    expect(totals).toEqual({ read: 100, stored: 0, duplicates: 100, quarantined: 0 });
  });

  test("is read on until SIGTERM, which stores and commits what was read", async () => {
    const topic = await createTopic(brokers, PARTITIONS);
    const running = startConsumer(store, { brokers, topic, until_end: false });
    for (const part of ["a", "b"]) {
      await send(brokers, topic, toPartitions([...Array(50).keys()].map((n) => line(`live-${part}-${n}`))));
      await vi.waitFor(async () => {
        expect(await store.number("count()", `events FINAL WHERE startsWith(event_id, 'live-${part}')`)).toBe(50);
      }, SOON);
    }
    running.child.kill("SIGTERM");
    expect(await totalsOf(running)).toEqual({ read: 100, stored: 100, duplicates: 0, quarantined: 0 });
    expect((await totalsOf(startConsumer(store, { brokers, topic }))).read).toBe(0);
  });

  test.skipIf(samples_missing)("of a foreign feed is mapped, poison aside", async () => {
    const topic = await createTopic(brokers, PARTITIONS);
    const records = sampleRecords();
    const poison: readonly Sent["value"][] = ["{bad", Buffer.from([0xff, 0xfe])];
    await send(brokers, topic, toPartitions([...records, ...poison, ...records]));
    const totals = await totalsOf(startConsumer(store, { brokers, topic, source: "o365_audit" }));
    expect(totals.read).toBe(2 * records.length + poison.length);
    expect(totals.quarantined).toBeGreaterThanOrEqual(poison.length);
    expect(totals.stored).toBe(await store.number("count()", "events FINAL WHERE source = 'o365_audit'"));
    expect(totals.stored).toBeGreaterThan(0);
    const bad = `quarantine FINAL WHERE source = 'o365_audit' AND startsWith(position, '${topic}:') AND reason = 'not_json'`;
    expect(await store.number("count()", bad)).toBe(poison.length);
  });
});

function base64(value: Sent["value"]): string {
  return Buffer.from(value ?? "").toString("base64");
}

/** One record a message, as a collector would send them. */
function sampleRecords(): readonly string[] {
  const files = readdirSync(SAMPLES, { recursive: true, encoding: "utf8" }).filter((name) => /\.json$/.test(name));
  return files.sort().flatMap((name) => {
    const document: unknown = JSON.parse(readFileSync(join(SAMPLES, name), "utf8"));
    return (Array.isArray(document) ? document : [document]).map((record) => JSON.stringify(record));
  });
}
