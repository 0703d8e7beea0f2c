import fc from "fast-check";
import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { recordAge } from "./record-age.ts";

/** Values back to the last one as large, looked up in all of them. */
function lookedUp(before: readonly number[], value: number): number {
  const place = before.findLastIndex((earlier) => earlier >= value);
  return place < 0 ? before.length : before.length - 1 - place;
}

test("is the distance to the last value that was as high, or as low", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -15, max: 15 }), { maxLength: 200 }), (values) => {
      const [high, low] = [recordAge(stateMemory(), 1), recordAge(stateMemory(), -1)];
      values.forEach((value, i) => {
        expect(high.age(value)).toBe(lookedUp(values.slice(0, i), value));
        expect(low.age(-value)).toBe(high.age(value));
        high.push(value);
        low.push(-value);
      });
    }),
  );
});

test("a month that only falls is remembered to within a third", () => {
  const high = recordAge(stateMemory(), 1);
  for (let i = 0; i < 8000; i++) high.push(-i);
  for (const back of [3, 10, 40, 150, 700, 2500, 7900]) {
    const age = high.age(-8000 + back + 0.5) + 1;
    expect(age).toBeGreaterThanOrEqual(back);
    expect(age).toBeLessThan(back * 1.34 + 2);
  }
});

test("a record older than ages are told is as good as none", () => {
  const high = recordAge(stateMemory(), 1);
  for (const value of [9, 5, ...Array<number>(65_533).fill(0)]) high.push(value);
  expect(high.age(7)).toBe(65_534);
  high.push(0);
  expect([high.age(7), high.age(4)]).toEqual([65_536, 65_534]);
});
