import { expect, test } from "vitest";
import { spanOf, widen } from "./time-span.ts";

const NOW_MS = Date.UTC(2026, 9, 31, 12, 30);
const AT_MS = Date.UTC(2026, 9, 5, 8, 0);

test.each([
  "2026-10-05T08:00:00Z",
  "2026-10-05 08:00Z",
  "2026-10-05T10:00:00+02:00",
  "2026-10-05T10:00:00 02:00",
  "2026-10-05T10:00:00+0200",
  String(AT_MS),
])("takes %s as one and the same time", (from) => {
  expect(spanOf({ from }, NOW_MS).from_ms).toBe(AT_MS);
});

test("takes a date as its midnight in UTC", () => {
  expect(spanOf({ from: "2026-10-05" }, NOW_MS).from_ms).toBe(Date.UTC(2026, 9, 5));
});

test.each(["yesterday", "2026-10-05T08:00:00", "2026-13-01", "", "-1", "2222-01-01", "1e9"])(
  "refuses %s and says what it takes",
  (from) => {
    expect(() => spanOf({ from }, NOW_MS)).toThrow(/^from is not a time .*ISO 8601/);
  },
);

test("ends now and is 30 days long when nothing is asked", () => {
  expect(spanOf({}, NOW_MS)).toEqual({ from_ms: NOW_MS - 30 * 86_400_000, to_ms: NOW_MS });
});

test("refuses a span that ends before it starts", () => {
  expect(() => spanOf({ from: "2026-10-06", to: "2026-10-05" }, NOW_MS)).toThrow("must be before");
});

test("widens to whole steps and leaves whole ones alone", () => {
  expect(widen({ from_ms: 61, to_ms: 119 }, 60)).toEqual({ from_ms: 60, to_ms: 120 });
  expect(widen({ from_ms: 60, to_ms: 120 }, 60)).toEqual({ from_ms: 60, to_ms: 120 });
});
