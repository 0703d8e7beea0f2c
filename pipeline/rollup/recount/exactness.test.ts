import { expect, test } from "vitest";
import { isDue } from "./exactness.ts";

const at = (text: string): number => Date.parse(`2026-10-${text}Z`);

test.each([
  ["never done, by day", 0, at("05T12:00:00"), false],
  ["never done, at night", 0, at("05T03:00:00"), true],
  ["done last night, by day", at("05T02:10:00"), at("05T15:00:00"), false],
  ["done this night, still night", at("05T02:10:00"), at("05T04:59:00"), false],
  ["done last night, the next night", at("05T02:10:00"), at("06T02:00:00"), true],
  ["missed a night, in the morning", at("05T02:10:00"), at("06T09:00:00"), false],
  ["missed a night, in the afternoon", at("05T02:10:00"), at("06T15:00:00"), true],
])("is due once a night, and by day after a missed one: %s", (_what, last_ms, now_ms, due) => {
  expect(isDue(last_ms, now_ms)).toBe(due);
});
