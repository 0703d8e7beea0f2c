import fc from "fast-check";
import { expect, test } from "vitest";
import { topicFeeds } from "./topic-feeds.ts";

const SOURCES = ["tidemark", "ocsf"];

test("takes topics with their feeds and tenants, with commas, spaces and line ends between them", () => {
  expect(topicFeeds("usage=tidemark, a.b_c-1=ocsf@contoso\n\tlast=tidemark,", SOURCES)).toEqual({
    topics: [
      { topic: "usage", source: "tidemark", tenant: "" },
      { topic: "a.b_c-1", source: "ocsf", tenant: "contoso" },
      { topic: "last", source: "tidemark", tenant: "" },
    ],
    faults: [],
  });
});

test.each([
  ["usage", '"usage" is not topic=feed'],
  ["=ocsf", '"=ocsf" is not topic=feed'],
  ["a=", '"a=" is not topic=feed'],
  ["a=ocsf@", '"a=ocsf@" is not topic=feed'],
  ["a=ocsf@x@y", "is not topic=feed"],
  ["a/b=ocsf", "is not topic=feed"],
  ["a=ocfs", "names no feed; there are: tidemark, ocsf"],
  ["a=ocsf,a=tidemark,a=ocsf", 'topic "a" stands there more than once'],
])("says what is wrong with %s", (text, fault) => {
  const { faults } = topicFeeds(text, SOURCES);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(fault);
});

test("answers to any text", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
      const { topics, faults } = topicFeeds(text, SOURCES);
      expect(topics.length + faults.length).toBeGreaterThanOrEqual(entries.length);
    }),
  );
});
