import { expect, test } from "vitest";
import type { Feed } from "../../core/feed.ts";
import { rowOf } from "../../core/map-record.ts";
import { MAX_RECORD_BYTES } from "../../core/oversized-row.ts";
import type { LandingRow } from "../../core/ports.ts";
import type { KafkaMessage } from "../../kafka/topic-reader.ts";
import { FEEDS } from "../../sources/feeds.ts";
import { messageRecords } from "./message-records.ts";

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

/** The rows of a message as lines. */
function messageRows(feed: Feed | undefined): (message: KafkaMessage) => readonly LandingRow[] {
  return (one) => messageRecords(feed)(one).map((record) => ("result" in record ? rowOf(record) : record));
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

test("takes equal records for two events where the feed has no ids, and a message read again for the same one", () => {
  const rowsOf = messageRows(FEEDS.salesforce);
  const row = { EVENT_TYPE: "API", TIMESTAMP_DERIVED: "2026-10-05T08:15:02.120Z", USER_ID: "005x" };
  const idsOf = (offset: number, records: unknown): readonly unknown[] =>
    rowsOf({ ...message(JSON.stringify(records)), offset }).map(
      ({ line }) => Object(JSON.parse(String(line))).event_id,
    );
  const ids = [...idsOf(42, row), ...idsOf(43, row), ...idsOf(44, [row, row])];
  expect(new Set(ids).size).toBe(4);
  expect([...idsOf(42, row), ...idsOf(43, row), ...idsOf(44, [row, row])]).toEqual(ids);
});

test("quarantines what a foreign feed cannot read, with its bytes", () => {
  const rowsOf = messageRows(FEEDS.o365_audit);
  const bytes = Buffer.from([0x22, 0xff, 0x22]);
  expect(rowsOf(message(bytes))).toEqual([
    { position: POSITION, line: "", raw: bytes, reason: "not_json", detail: "not UTF-8" },
  ]);
  expect(rowsOf(message("{bad"))).toMatchObject([{ line: "", raw: Buffer.from("{bad"), reason: "not_json" }]);
});
