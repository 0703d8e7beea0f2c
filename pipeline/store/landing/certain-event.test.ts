import { expect, test } from "vitest";
import type { CommonEvent } from "../../../schemas/common-event.ts";
import { certainTimes, certainty } from "./certain-event.ts";

const NOW_MS = Date.parse("2026-10-05T08:00:00Z");
const event: CommonEvent = { event_id: "1", at: "2026-10-05T07:59:59.999Z", kind: "api_call" };

function isCertain(more: Readonly<Record<string, unknown>>, keep_events_days?: number): boolean {
  return certainty(certainTimes(NOW_MS, keep_events_days))({ ...event, ...more });
}

test.each([
  {},
  { at: NOW_MS },
  { at: "2024-02-29T00:00:00.000Z" },
  { tenant: null, outcome: null, actor_type: null, duration_ms: null },
  { outcome: "ok", actor_type: "app_only", duration_ms: 0 },
])("nothing is against %j", (more) => {
  expect(isCertain(more)).toBe(true);
});

test.each([
  { event_id: "" },
  { kind: "call" },
  { tenant: "contoso" },
  { outcome: "maybe" },
  { actor_type: "robot" },
  { duration_ms: -1 },
  { duration_ms: Number.NaN },
  { at: "2026-10-06T07:00:00.000Z" },
  { at: "2026-02-30T00:00:00.000Z" },
  { at: "2026-10-05T24:00:00.000Z" },
  { at: "2026-10-05T07:59:59Z" },
  { at: "1969-12-31T23:59:59.999Z" },
  { at: 1_700_000_000 },
])("the store is asked about %j", (more) => {
  expect(isCertain(more)).toBe(false);
});

test("what may be too old by a clock that is hours apart is not certain", () => {
  expect(isCertain({ at: "2026-09-29T00:00:00.000Z" }, 7)).toBe(true);
  expect(isCertain({ at: "2026-09-28T12:00:00.000Z" }, 7)).toBe(false);
  expect(isCertain({ at: "2026-09-21T00:00:00.000Z" }, 7)).toBe(false);
});
