import fc from "fast-check";
import { median } from "simple-statistics";
import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { sortedWindow } from "./sorted-window.ts";

const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 });

test("quantiles are those of the last values", () => {
  fc.assert(
    fc.property(values, (all) => {
      const window = sortedWindow(stateMemory(), 15);
      for (const value of all) window.push(value);
      const sorted = all.slice(-15).sort((a, b) => a - b);
      expect(window.size()).toBe(sorted.length);
      expect(window.quantile(0)).toBe(sorted[0]);
      expect(window.quantile(0.5)).toBe(sorted[Math.floor(sorted.length / 2)]);
      expect(window.quantile(1)).toBe(sorted.at(-1));
    }),
  );
});

test("the median distance is the one a sort finds", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: -60, max: 60 }), (all, middle) => {
      const window = sortedWindow(stateMemory(), 15);
      for (const value of all) window.push(value);
      const distances = all
        .slice(-15)
        .map((value) => Math.abs(value - middle))
        .sort((a, b) => a - b);
      expect(window.medianDistance(middle)).toBe(distances[Math.floor(distances.length / 2)]);
      if (distances.length % 2 === 1) expect(window.medianDistance(middle)).toBe(median(distances));
    }),
  );
});

test("an empty window has no quantile", () => {
  expect(sortedWindow(stateMemory(), 3).quantile(0.5)).toBeUndefined();
  expect(sortedWindow(stateMemory(), 3).medianDistance(0)).toBeUndefined();
});
