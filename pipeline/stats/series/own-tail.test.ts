import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { ownTail } from "./own-tail.ts";

const LIMITS = { fewest_samples: 20, halve_at: 60_000, steepest_fall: 6000 };

test("a value above all of a thousand is a one in two thousand, one among them is not", () => {
  const tail = ownTail(stateMemory(), LIMITS);
  for (let i = 0; i < 1000; i++) tail.surprise(1 + (i % 10) / 10);
  // (0 above + 0 in its bin + 0.5) / 1001
  expect(tail.surprise(100)).toBeCloseTo(-Math.log10(0.5 / 1001), 9);
  expect(tail.surprise(1)).toBeLessThan(0.2);
});

test("nothing is surprising before twenty samples, and zero never is", () => {
  const tail = ownTail(stateMemory(), LIMITS);
  expect(Array.from({ length: 20 }, () => tail.surprise(5))).toEqual(Array(20).fill(0));
  expect(tail.surprise(0)).toBe(0);
});

test("beyond all that was seen, a power law goes on", () => {
  const tail = ownTail(stateMemory(), LIMITS);
  // A Pareto sample with index 0.5: the share above x is x^-2.
  for (let i = 1; i <= 10_000; i++) tail.surprise((i / 10_001) ** -0.5);
  expect(tail.deep(1000, 0.02)).toBeCloseTo(6, 0);
  expect(tail.deep(1, 0.02)).toBe(0);
});

test("what is said to be so rare is found so rare", () => {
  const tail = ownTail(stateMemory(), LIMITS);
  for (let i = 1; i <= 10_000; i++) tail.surprise((i / 10_001) ** -0.5);
  for (const rarity of [2, 3, 6]) expect(tail.deep(tail.reach(rarity, 0.02), 0.02)).toBeCloseTo(rarity, 9);
});

test("what lies beyond the decades told apart counts as what lies at their ends", () => {
  const [narrow, wide] = [ownTail(stateMemory(), LIMITS, { lowest: -1, highest: 1 }), ownTail(stateMemory(), LIMITS)];
  for (let i = 0; i < 500; i++) {
    const feature = i % 100 === 99 ? 1e9 : (i % 50) / 10;
    expect(narrow.surprise(feature)).toBe(wide.surprise(feature));
  }
});

test("counters are halved before they overflow", () => {
  const tail = ownTail(stateMemory(), { ...LIMITS, halve_at: 1000 });
  for (let i = 0; i < 5000; i++) tail.surprise(1 + (i % 7));
  expect(tail.samples()).toBeLessThan(1000);
  expect(tail.surprise(100)).toBeGreaterThan(2.5);
});
