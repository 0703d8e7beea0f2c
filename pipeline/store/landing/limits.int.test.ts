import { expect, test } from "vitest";
import { land, line } from "../../../tests/land.ts";
import { openTestStore } from "../../../tests/test-store.ts";
import type { PlacedResult } from "../../core/feed.ts";
import { certainTimes } from "./certain-event.ts";
import { fieldEncoder } from "./field-rows.ts";
import { createGroupedLanding } from "./grouped-landing.ts";
import { createLanding } from "./landing.ts";

const store = await openTestStore();
const DAY_MS = 86_400_000;
const KEPT_DAYS = 30;
const limits = { keep_events_days: KEPT_DAYS };

const aged = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

test.each([
  ["a landing", createLanding(store.connection, limits)],
  ["a grouped landing", createGroupedLanding(store.connection, limits)],
])("%s quarantines what is older than the retention, and names the setting", async (name, landing) => {
  const old = aged(KEPT_DAYS + 0.01);
  const lines = [line(`${name} kept`, { at: aged(KEPT_DAYS - 0.01) }), line(`${name} old`, { at: old })];
  expect(await land(landing, lines, { run_id: name })).toEqual({ accepted: 1, quarantined: 1 });
  expect(
    await store.connection.json("SELECT reason, detail FROM quarantine FINAL WHERE run_id = {name:String}", { name }),
  ).toEqual([{ reason: "too_old", detail: `at: ${old} is older than TIDEMARK_RETENTION_EVENTS_DAYS allows` }]);
});

test("takes every age without a limit", async () => {
  expect(await land(store.landing, [line("ancient", { at: "1971-01-01T00:00:00Z" })])).toEqual({
    accepted: 1,
    quarantined: 0,
  });
});

test("mapped rows have the same limit", async () => {
  const rows = [{ position: "p", line: line("row", { at: aged(KEPT_DAYS + 1) }), raw: "", reason: "", detail: "" }];
  const header = { tenant: "", source: "other", run_id: "rows" };
  expect(await createLanding(store.connection, limits).writeRows({ ...header, rows })).toEqual({
    accepted: 0,
    quarantined: 1,
  });
});

test("of an event that the store may refuse the record goes along, and quarantine keeps it", async () => {
  const refused: PlacedResult = {
    position: "r",
    raw: "by the feed",
    result: { kind: "refused", reason: "missing_field", detail: "Id" },
  };
  const rows = [eventAt("lean", aged(1)), eventAt("lean old", aged(KEPT_DAYS + 1)), refused];
  const header = { tenant: "lean", source: "other", run_id: "lean" };
  const landing = createLanding(store.connection, limits);
  expect(await landing.writeRows({ ...header, rows })).toEqual({ accepted: 1, quarantined: 2 });
  expect(
    await store.rows("SELECT position, raw FROM quarantine FINAL WHERE tenant = 'lean' ORDER BY position"),
  ).toEqual([
    { position: "lean old", raw: "record of lean old" },
    { position: "r", raw: "by the feed" },
  ]);
  expect(await store.number("count()", "events FINAL WHERE tenant = 'lean'")).toBe(1);
});

test("an event that is certain here and too late there is not acknowledged: the clocks are apart", async () => {
  const encoder = fieldEncoder(Buffer.alloc(1_000), certainTimes(Date.now()));
  expect(encoder.add(eventAt("apart", aged(KEPT_DAYS + 1)))).toBe(true);
  const header = { tenant: "apart", source: "other", run_id: "apart" };
  const rows = { fields: encoder.bytes(), lines: Buffer.alloc(0) };
  const writing = createLanding(store.connection, limits).writeRows({ ...header, rows });
  await expect(writing).rejects.toMatchObject({ code: "store_refused", message: expect.stringContaining("clock") });
});

function eventAt(id: string, at: string): PlacedResult {
  return {
    position: id,
    raw: `record of ${id}`,
    result: { kind: "event", event: { event_id: id, at, kind: "api_call" } },
  };
}
