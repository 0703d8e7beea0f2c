import { expect, test } from "vitest";
import { rowOf } from "../core/map-record.ts";
import { FEEDS } from "../sources/feeds.ts";
import { messageRecords } from "./consume/message-records.ts";
import { rowsAgain } from "./quarantine-rows.ts";

const ROW = { EVENT_TYPE: "API", TIMESTAMP_DERIVED: "2026-10-05T08:15:02.120Z", USER_ID: "005x" };

test.each([
  ["a message", ROW],
  ["a list in a message", [ROW, ROW]],
])("a record of %s gets the same identity again as a redelivery of it would", (_what, records) => {
  const value = Buffer.from(JSON.stringify(records));
  const message = { topic: "crm", partition: 3, offset: 42, timestamp: 1_000, value };
  const delivered = messageRecords(FEEDS.salesforce)(message).map((record) =>
    "result" in record ? rowOf(record) : record,
  );
  const again = delivered.flatMap(({ position, raw }) =>
    rowsAgain(FEEDS.salesforce, { position, raw: Buffer.from(raw), repeat: 0 }),
  );
  expect(again.map(({ position, line }) => ({ position, line }))).toEqual(
    delivered.map(({ position, line }) => ({ position, line })),
  );
});
