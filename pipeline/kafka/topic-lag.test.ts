import { expect, test } from "vitest";
import { partitionLags } from "./topic-lag.ts";

test.each([
  ["a group that has read all is not behind", 0, 10, 10, 0],
  ["a group in the middle is behind by the rest", 0, 10, 4, 6],
  ["a group that never committed has all of it before it", 3, 10, undefined, 7],
  ["messages that have expired are no lag any more", 8, 10, 2, 2],
  ["an empty partition has no lag", 5, 5, undefined, 0],
  ["a topic made anew is not behind its own beginning", 0, 3, 10, 0],
])("%s", (_what, low, high, next, lag) => {
  const committed = new Map(next === undefined ? [] : [[7, next]]);
  const expired = Math.max(0, low - (next ?? low));
  expect(partitionLags([{ partition: 7, low, high }], committed)).toEqual([
    { partition: 7, committed: next, begin: low, end: high, lag, expired },
  ]);
});
