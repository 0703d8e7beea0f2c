import { expect, test } from "vitest";
import { openTestStore } from "../../../tests/test-store.ts";
import { AppError } from "../../core/errors.ts";
import type { Mapped, PlacedResult, Refusal } from "../../core/feed.ts";
import type { LineBatch, RowBatch } from "../../core/ports.ts";
import { connect } from "../connect.ts";
import { createGroupedLanding } from "./grouped-landing.ts";

const store = await openTestStore();
const SENDERS = 16;
const REQUESTS = 10;
const EVENTS = 25;

const inserts = (): Promise<number> => store.number("uniqExact(received_at)", "batches");

/** Each request has one line that is no event among its events, so that both counts tell it from the others. */
function requestOf(sender: number, request: number): LineBatch {
  const lines = Array.from({ length: EVENTS }, (_, n) =>
    JSON.stringify({ event_id: `${sender}-${request}-${n}`, kind: "api_call", at: "2026-10-05T08:15:02Z" }),
  );
  const bytes = Buffer.from([...lines, "no event", ""].join(request % 2 === 0 ? "\n" : "\r\n").trimEnd());
  return {
    tenant: "contoso",
    source: "tidemark",
    run_id: "grouped",
    origin: `http:${sender}:${request}`,
    first_line: 1,
    bytes,
  };
}

test("many small senders at once each get their own counts, in far fewer inserts than requests", async () => {
  const landing = createGroupedLanding(store.connection);
  const send = async (sender: number): Promise<void> => {
    for (let request = 0; request < REQUESTS; request += 1) {
      expect(await landing.writeLines(requestOf(sender, request))).toEqual({ accepted: EVENTS, quarantined: 1 });
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)));
  expect(await store.number("count()", "events FINAL")).toBe(SENDERS * REQUESTS * EVENTS);
  expect(await store.number("count()", "quarantine FINAL")).toBe(SENDERS * REQUESTS);
  expect(await inserts()).toBeLessThan((SENDERS * REQUESTS) / 2);
});

test("a refused line stands in quarantine under its own number", async () => {
  const [row] = await store.rows(`SELECT raw FROM quarantine FINAL WHERE position = 'http:3:4:${EVENTS + 1}'`);
  expect(row).toEqual({ raw: "no event" });
});

/** Of a foreign feed: events that are certain, one that only the store can judge, one that it refuses, and one that the feed refused. */
function recordsOf(sender: number, request: number): RowBatch {
  const eventOf = (n: number, more: object = {}): Mapped => ({
    kind: "event",
    event: { event_id: `f-${sender}-${request}-${n}`, kind: "api_call", at: "2026-10-05T08:15:02.000Z", ...more },
  });
  const refused: Refusal = { kind: "refused", reason: "missing_field", detail: "Id" };
  const results = [
    ...Array.from({ length: EVENTS }, (_, n) => eventOf(n)),
    eventOf(EVENTS, { at: "2026-10-05T08:15:02Z" }),
    eventOf(EVENTS + 1, { outcome: "odd" }),
    refused,
  ];
  const rows = results.map(
    (result, n): PlacedResult => ({
      position: `feed:${sender}:${request}:${n}`,
      raw: `${sender} ${request} ${n}`,
      result,
    }),
  );
  return { tenant: `t${sender % 2}`, source: "o365_audit", run_id: "records", rows };
}

test("records of many small senders go together as well, each under its own tenant", async () => {
  const landing = createGroupedLanding(store.connection);
  const before = await inserts();
  const send = async (sender: number): Promise<void> => {
    for (let request = 0; request < REQUESTS; request += 1)
      expect(await landing.writeRows(recordsOf(sender, request))).toEqual({ accepted: EVENTS + 1, quarantined: 2 });
  };
  await Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)));
  const of_records = "run_id = 'records'";
  expect(
    await store.rows(
      `SELECT tenant, toUInt32(uniqExact(event_id)) AS ids, toUInt32(count()) AS events FROM events FINAL
      WHERE ${of_records} GROUP BY tenant ORDER BY tenant`,
    ),
  ).toEqual(
    ["t0", "t1"].map((tenant) => {
      const events = (SENDERS / 2) * REQUESTS * (EVENTS + 1);
      return { tenant, ids: events, events };
    }),
  );
  expect(await store.number("count()", `quarantine FINAL WHERE ${of_records}`)).toBe(SENDERS * REQUESTS * 2);
  expect(
    await store.rows(
      `SELECT tenant, reason, detail, raw FROM quarantine FINAL WHERE position = 'feed:3:4:${EVENTS + 2}'`,
    ),
  ).toEqual([{ tenant: "t1", reason: "missing_field", detail: "Id", raw: `3 4 ${EVENTS + 2}` }]);
  expect((await inserts()) - before).toBeLessThan((SENDERS * REQUESTS) / 2);
});

test("records that are larger than a group, and many at once, are taken as well", { timeout: 60_000 }, async () => {
  const landing = createGroupedLanding(store.connection);
  const text = "x".repeat(3_000_000);
  const large = (sender: number): RowBatch => {
    const refused: Refusal = { kind: "refused", reason: "missing_field", detail: "Id" };
    const event: Mapped = {
      kind: "event",
      event: { event_id: `l-${sender}`, kind: "api_call", at: "2026-10-05T08:15:02.000Z", details: { text } },
    };
    const results = [event, refused, refused, refused];
    const rows = results.map((result, n): PlacedResult => ({ position: `large:${sender}:${n}`, raw: text, result }));
    return { tenant: "t", source: "o365_audit", run_id: "large", rows };
  };
  const answers = await Promise.all([1, 2, 3, 4, 5].map((sender) => landing.writeRows(large(sender))));
  expect(answers).toEqual(Array(5).fill({ accepted: 1, quarantined: 3 }));
  expect(await store.number("uniqExact(event_id)", "events WHERE run_id = 'large'")).toBe(5);
  expect(await store.number("count()", "quarantine FINAL WHERE run_id = 'large'")).toBe(15);
});

test("nothing sent is counted as nothing", async () => {
  const landing = createGroupedLanding(store.connection);
  expect(await landing.writeLines({ ...requestOf(1, 1), bytes: Buffer.from("") })).toEqual({
    accepted: 0,
    quarantined: 0,
  });
  expect(await landing.writeRows({ ...recordsOf(1, 1), rows: [] })).toEqual({ accepted: 0, quarantined: 0 });
});

test("every sender of a group learns that its insert failed", async () => {
  const nowhere = connect({ ...store.connection.endpoint, database: "no_such_database" });
  const landing = createGroupedLanding(nowhere);
  const lines = [1, 2].map((sender) => landing.writeLines(requestOf(sender, 99)));
  const records = [3, 4].map((sender) => landing.writeRows(recordsOf(sender, 99)));
  const answers = await Promise.allSettled([...lines, ...records]);
  expect(answers.map((answer) => answer.status === "rejected" && answer.reason instanceof AppError)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  await nowhere.close();
});
