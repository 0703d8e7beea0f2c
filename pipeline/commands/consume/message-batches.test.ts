import { expect, test } from "vitest";
import type { KafkaMessage } from "../../kafka/topic-reader.ts";
import { FEEDS } from "../../sources/feeds.ts";
import { readRowBinary } from "../../store/landing/read-row-binary.ts";
import { type EncodedBatch, messageBatches } from "./message-batches.ts";
import { messageRecords } from "./message-records.ts";
import { sinkPool } from "./sink-pool.ts";

const CALL = {
  time: "2026-10-05T08:15:02.1204567Z",
  category: "MicrosoftGraphActivityLogs",
  tenantId: "9c1e2f0a-4d5b-4c6d-8e7f-a0b1c2d3e4f5",
  properties: {
    requestId: "c1",
    timeGenerated: "2026-10-05T08:15:02.1204567Z",
    appId: "app-1",
    requestMethod: "GET",
    requestUri: "https://graph.microsoft.com/v1.0/me/messages",
    responseStatusCode: 200,
  },
};

function message(offset: number, value: unknown): KafkaMessage {
  return { topic: "calls", partition: 1, offset, timestamp: 1_000, value: Buffer.from(JSON.stringify(value)) };
}

function batchesOf(of: "ms_graph_activity" | "common", pool = sinkPool({ sharers: 6 })) {
  const written: EncodedBatch[] = [];
  const feed = of === "common" ? undefined : FEEDS[of];
  const newBatch = messageBatches({
    recordsOf: messageRecords(feed),
    write: async ({ lines, fields, parts }) => {
      written.push({ lines: Uint8Array.from(lines), fields: Uint8Array.from(fields), parts });
    },
    takeSink: () => pool.take(feed ? "fields" : "lines"),
    giveSink: pool.give,
  });
  return { newBatch, written };
}

function positions(rows: Uint8Array): readonly string[] {
  return [...readRowBinary(rows)].map(({ position }) => Buffer.from(position).toString());
}

test("sends what is certain of a feed's envelope as fields, and the rest as lines with their records", async () => {
  const { newBatch, written } = batchesOf("ms_graph_activity");
  const batch = newBatch();
  batch.add(message(7, { records: [CALL, { nothing: "known" }, CALL] }));
  batch.add(message(8, CALL));
  expect(batch.rows()).toBe(4);
  await batch.write();
  expect(written).toHaveLength(1);
  const [{ lines, fields, parts } = { lines: Buffer.alloc(0), fields: Buffer.alloc(0), parts: [] }] = written;
  expect(positions(lines)).toEqual(["calls:1:7:1000[1]"]);
  expect([...readRowBinary(lines)].map(({ raw }) => Buffer.from(raw).toString())).toEqual(['{"nothing":"known"}']);
  expect(Buffer.from(fields).toString("latin1").split("app-1")).toHaveLength(4);
  expect(parts).toMatchObject([{ partition: 1, rows: 4, first_offset: 7, last_offset: 8 }]);
});

test("sends common events as the bytes they are", async () => {
  const { newBatch, written } = batchesOf("common");
  const batch = newBatch();
  batch.add(message(7, { event_id: "a" }));
  await batch.write();
  expect(written[0]?.fields).toHaveLength(0);
  expect(
    [...readRowBinary(written[0]?.lines ?? Buffer.alloc(0))].map(({ line }) => Buffer.from(line).toString()),
  ).toEqual(['{"event_id":"a"}']);
});

test("writes nothing of a batch that has no rows", async () => {
  const { newBatch, written } = batchesOf("common");
  await newBatch().write();
  expect(written).toEqual([]);
});

test("keeps what comes later out of a batch that another one's buffer is used for again", async () => {
  const pool = sinkPool({ sharers: 6 });
  for (const of of ["ms_graph_activity", "common", "ms_graph_activity"] as const) {
    const { newBatch, written } = batchesOf(of, pool);
    const [first, second] = [newBatch(), newBatch()];
    first.add(message(1, of === "common" ? { event_id: "first" } : CALL));
    second.add(message(2, of === "common" ? { event_id: "second" } : { nothing: "known" }));
    await first.write();
    const third = newBatch();
    third.add(message(3, { nothing: "known" }));
    await second.write();
    await third.write();
    expect(written.flatMap(({ lines }) => positions(lines))).toEqual(
      of === "common" ? ["calls:1:1:1000", "calls:1:2:1000", "calls:1:3:1000"] : ["calls:1:2:1000", "calls:1:3:1000"],
    );
  }
});

test("does not keep a buffer that had to grow", async () => {
  const pool = sinkPool({ sharers: 6 });
  const sink = pool.take("lines");
  const large = Buffer.alloc(pool.batch_bytes, "x");
  for (let n = 0; n < 3; n += 1) sink.add({ position: "p", line: large, raw: "", reason: "", detail: "" });
  pool.give(sink);
  const next = pool.take("lines");
  next.add({ position: "p", line: "l", raw: "", reason: "", detail: "" });
  expect(next.rows().lines.buffer.byteLength).toBeLessThan(2 * pool.batch_bytes);
});
