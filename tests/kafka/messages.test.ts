import { afterEach, describe, expect, test } from "vitest";
import { loadClient } from "../../pipeline/kafka/load-client.ts";
import { line } from "../land.ts";
import { openTestStore } from "../test-store.ts";
import { killConsumers, startConsumer, totalsOf } from "./consumer-process.ts";
import { sharedBroker } from "./shared-broker.ts";
import { createTopic, send } from "./topics.ts";

const HUGE_BYTES = 20_000_000;
const NEIGHBOURS = 200;

const broker = await sharedBroker();
const { features } = await loadClient().catch(() => ({ features: [] as readonly string[] }));
afterEach(killConsumers);

describe.skipIf(broker.kind === "absent")("a message", async () => {
  const brokers = broker.kind === "running" ? broker.brokers : "";
  const store = await openTestStore();

  function lines(prefix: string): readonly { readonly value: string; readonly partition: number }[] {
    return Array.from({ length: NEIGHBOURS }, (_, n) => ({ value: line(`${prefix}-${n}`), partition: 0 }));
  }

  test("of 20 MB goes to quarantine with its beginning, length and hash, and its neighbours pass", async () => {
    const topic = await createTopic(brokers, 1);
    const huge = `{"pad":"${"x".repeat(HUGE_BYTES)}"}`;
    await send(brokers, topic, [...lines(`${topic}-a`), { value: huge, partition: 0 }, ...lines(`${topic}-b`)]);
    const totals = await totalsOf(startConsumer(store, { brokers, topic }));
    expect(totals).toMatchObject({ stored: 2 * NEIGHBOURS, quarantined: 1 });
    const [row] = await store.rows(
      `SELECT reason, detail, substring(raw, 1, 12) AS beginning FROM quarantine FINAL WHERE startsWith(position, '${topic}:')`,
    );
    expect(row).toMatchObject({ reason: "oversized", beginning: `{"pad":"xxxx` });
    expect(Object(row).detail).toMatch(new RegExp(`^${huge.length} bytes, .*sha256 [0-9a-f]{64}$`));
  });

  test.each(["gzip", "snappy", "lz4"] as const)("that was compressed with %s is read", async (codec) => {
    const topic = await createTopic(brokers, 1);
    await send(brokers, topic, lines(topic), codec);
    expect((await totalsOf(startConsumer(store, { brokers, topic }))).stored).toBe(NEIGHBOURS);
  });

  // What the broker compresses itself comes to us the same way as what a sender compressed.
  test("that was compressed with zstd is read, or the end says what is missing; it is never skipped", async () => {
    const packed = await createTopic(brokers, 1, { config: { "compression.type": "zstd" } });
    await send(brokers, packed, lines(packed));
    const ended = await startConsumer(store, { brokers, topic: packed }).ended;
    if (features.includes("zstd")) {
      expect(ended.code, ended.err).toBe(0);
    } else {
      expect(ended.code).toBe(1);
      expect(ended.err).toContain("libzstd-dev");
    }
  });
});
