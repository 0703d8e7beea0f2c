import fc from "fast-check";
import { expect, test } from "vitest";
import { historyBlocks } from "./history.ts";

const HOUR_S = 3600;
const hours = fc.integer({ min: 0, max: 24 * 365 * 60 }).map((hour) => hour * HOUR_S);

test("a window looks back to the same moment whichever span it is part of", () => {
  fc.assert(
    fc.property(hours, fc.integer({ min: 1, max: 24 * 90 }), fc.nat(), (from_s, length, pick) => {
      const at_s = from_s + (pick % length) * HOUR_S;
      const wide = historyBlocks(from_s, from_s + length * HOUR_S).find(
        (block) => at_s >= block.from_s && at_s < block.to_s,
      );
      const [narrow] = historyBlocks(at_s, at_s + HOUR_S);
      expect(wide?.history_from_s).toBe(narrow?.history_from_s);
    }),
  );
});

test("the blocks of a span are the span, and each has six weeks before it", () => {
  const from_s = Date.UTC(2026, 9, 5) / 1000;
  const blocks = historyBlocks(from_s, from_s + 60 * 86_400);
  expect(blocks[0]?.from_s).toBe(from_s);
  expect(blocks.at(-1)?.to_s).toBe(from_s + 60 * 86_400);
  expect(blocks.slice(1).map((block) => block.from_s)).toEqual(blocks.slice(0, -1).map((block) => block.to_s));
  for (const block of blocks) expect(block.from_s - block.history_from_s).toBeGreaterThanOrEqual(42 * 86_400);
});

test("an empty span has no block", () => {
  expect(historyBlocks(7 * HOUR_S, 7 * HOUR_S)).toEqual([]);
});
