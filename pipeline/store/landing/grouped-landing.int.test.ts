import { expect, test } from "vitest";
import { openTestStore } from "../../../tests/test-store.ts";
import { AppError } from "../../core/errors.ts";
import type { LineBatch } from "../../core/ports.ts";
import { connect } from "../connect.ts";
import { createGroupedLanding } from "./grouped-landing.ts";

const store = await openTestStore();
const SENDERS = 16;
const REQUESTS = 10;
const EVENTS = 25;

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
  expect(await store.number("uniqExact(received_at)", "batches")).toBeLessThan((SENDERS * REQUESTS) / 2);
});

test("a refused line stands in quarantine under its own number", async () => {
  const [row] = await store.rows(`SELECT raw FROM quarantine FINAL WHERE position = 'http:3:4:${EVENTS + 1}'`);
  expect(row).toEqual({ raw: "no event" });
});

test("nothing sent is counted as nothing", async () => {
  const landing = createGroupedLanding(store.connection);
  expect(await landing.writeLines({ ...requestOf(1, 1), bytes: Buffer.from("") })).toEqual({
    accepted: 0,
    quarantined: 0,
  });
});

test("every sender of a group learns that its insert failed", async () => {
  const nowhere = connect({ ...store.connection.endpoint, database: "no_such_database" });
  const landing = createGroupedLanding(nowhere);
  const answers = await Promise.allSettled([1, 2, 3, 4].map((sender) => landing.writeLines(requestOf(sender, 99))));
  expect(answers.map((answer) => answer.status === "rejected" && answer.reason instanceof AppError)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  await nowhere.close();
});
