import { expect, test } from "vitest";
import type { KafkaMessage } from "../../kafka/topic-reader.ts";
import { MAX_RECORD_BYTES } from "../../readers/oversized.ts";
import { FEEDS } from "../../sources/feeds.ts";
import { messageRows } from "./message-rows.ts";

const POSITION = "events:3:42:1000";

function message(value: Buffer | string | null): KafkaMessage {
  return {
    topic: "events",
    partition: 3,
    offset: 42,
    timestamp: 1_000,
    value: value === null ? null : Buffer.from(value),
  };
}

test("hands common events on as the bytes they are", () => {
  const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
  expect(messageRows(undefined)(message(bytes))).toEqual([
    { position: POSITION, line: bytes, raw: "", reason: "", detail: "" },
  ]);
});

test.each([null, "", "  ", "\r\n\t"])("quarantines the empty message %j instead of passing over it", (value) => {
  for (const rowsOf of [messageRows(undefined), messageRows(FEEDS.o365_audit)]) {
    const [row, ...more] = rowsOf(message(value));
    expect(more).toEqual([]);
    expect(row).toMatchObject({ position: POSITION, reason: "empty_message" });
    expect(Buffer.from(row?.raw ?? "?").toString()).toBe(value ?? "");
  }
});

test("keeps the beginning, the length and the hash of a message above the limit", () => {
  const [row] = messageRows(undefined)(message("x".repeat(MAX_RECORD_BYTES + 1)));
  expect(row).toMatchObject({ position: POSITION, line: "", reason: "oversized" });
  expect(row?.detail).toMatch(new RegExp(`^${MAX_RECORD_BYTES + 1} bytes.*sha256 [0-9a-f]{64}$`));
});

test("quarantines what a foreign feed cannot read, with its bytes", () => {
  const rowsOf = messageRows(FEEDS.o365_audit);
  const bytes = Buffer.from([0x22, 0xff, 0x22]);
  expect(rowsOf(message(bytes))).toEqual([
    { position: POSITION, line: "", raw: bytes, reason: "not_json", detail: "not UTF-8" },
  ]);
  expect(rowsOf(message("{bad"))).toMatchObject([{ position: POSITION, line: "", raw: "{bad", reason: "not_json" }]);
});
