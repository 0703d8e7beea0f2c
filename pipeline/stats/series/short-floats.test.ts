import fc from "fast-check";
import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { shortFloats } from "./short-floats.ts";

const numbers = shortFloats(stateMemory(), 3, Number.NaN);

function kept(value: number): number {
  numbers.set(1, value);
  return numbers.at(1);
}

test("begins as told, and a number touches no other one", () => {
  const three = shortFloats(stateMemory(), 3, Number.NaN);
  three.set(1, -7.5);
  expect([0, 1, 2].map(three.at)).toEqual([Number.NaN, -7.5, Number.NaN]);
});

test("whole numbers to 65,536 are exact, others to one in 65,000", () => {
  fc.assert(
    fc.property(fc.integer({ min: -65_536, max: 65_536 }), (value) => {
      expect(kept(value)).toBe(value);
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), (value) => {
      expect(Math.abs(kept(value) - value)).toBeLessThanOrEqual(Math.abs(value) / 65_000 + 1e-30);
    }),
  );
});

test("a larger number is never kept as a smaller one", () => {
  const value = fc.double({ min: -1e15, max: 1e15, noNaN: true });
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(kept(Math.max(a, b))).toBeGreaterThanOrEqual(kept(Math.min(a, b)));
    }),
  );
});
