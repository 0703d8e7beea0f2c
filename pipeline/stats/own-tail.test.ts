import { expect, test } from "vitest";
import { ownTail } from "./own-tail.ts";

test("a value above all of a thousand is a one in two thousand, one among them is not", () => {
  const tail = ownTail();
  for (let i = 0; i < 1000; i++) tail.surprise(1 + (i % 10) / 10);
  // (0 above + 0 in its bin + 0.5) / 1001
  expect(tail.surprise(100)).toBeCloseTo(-Math.log10(0.5 / 1001), 9);
  expect(tail.surprise(1)).toBeLessThan(0.2);
});

test("nothing is surprising before twenty samples, and zero never is", () => {
  const tail = ownTail();
  expect(Array.from({ length: 20 }, () => tail.surprise(5))).toEqual(Array(20).fill(0));
  expect(tail.surprise(0)).toBe(0);
});
