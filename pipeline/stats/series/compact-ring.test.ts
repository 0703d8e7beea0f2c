import fc from "fast-check";
import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { compactRing } from "./compact-ring.ts";

const LENGTH = 40;
/** Below it a float has no digits left. */
const SMALLEST = 1e-30;

function ringOf(values: readonly number[]): ReturnType<typeof compactRing> {
  const ring = compactRing(stateMemory(), LENGTH);
  for (const value of values) ring.push(value);
  return ring;
}

test("holds the last values, in order, to a hundredth of their distance from the middle", () => {
  const value = fc.double({ min: -1e15, max: 1e15, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 3 * LENGTH }), (values) => {
      const last = values.slice(-LENGTH).sort((a, b) => a - b);
      const ring = ringOf(values);
      const span = Math.max(...values) - Math.min(...values);
      expect(ring.size()).toBe(last.length);
      const sorted = ring.sorted();
      last.forEach((wanted, place) => {
        expect(Math.abs(sorted.at(place) - wanted)).toBeLessThanOrEqual(span / 100 + SMALLEST);
      });
    }),
  );
});

test("small changes far from zero are told apart, also after a jump", () => {
  const level = (base: number): number[] => Array.from({ length: 3 * LENGTH }, (_, i) => base + (i % 5));
  for (const values of [level(1e6), [...level(3), ...level(1e6)]]) {
    const sorted = ringOf(values).sorted();
    expect(sorted.at(LENGTH - 1) - sorted.at(0)).toBeCloseTo(4, 1);
  }
});
