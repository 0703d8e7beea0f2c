import { expect, test } from "vitest";
import { COMMON_SOURCE } from "../core/feed.ts";
import { FEED_NAMES } from "./feed-names.ts";
import { FEEDS } from "./feeds.ts";

test("every feed has its name in the list, and every name a feed", () => {
  expect([...FEED_NAMES].sort()).toEqual([COMMON_SOURCE, ...Object.keys(FEEDS)].sort());
});
