import { expect, test } from "vitest";
import { stateMemory } from "./state-memory.ts";

test("what was saved comes back, whatever happened since", () => {
  const memory = stateMemory(64);
  const [floats, number] = [memory.floats(2, 3), memory.number(Number.NaN)];
  const fresh = memory.save();
  floats[1] = 8;
  number.value = 5;
  const later = memory.save();
  memory.restore(fresh);
  expect([...floats, number.value]).toEqual([3, 3, Number.NaN]);
  memory.restore(later);
  expect([...floats, number.value]).toEqual([3, 8, 5]);
});

test("small numbers share words, also those left behind an array, and come back with them", () => {
  const memory = stateMemory(32);
  const counters = memory.counters(2);
  const cells = [memory.count(2 ** 32 - 1), memory.float(0.5), memory.count(), memory.number(1 / 3), memory.float(-1)];
  const saved = memory.save();
  expect(saved).toHaveLength(32);
  for (const cell of cells) cell.value = 9;
  counters.fill(9);
  let followed = 0;
  memory.whenRestored(() => {
    followed = cells[0]?.value ?? 0;
  });
  memory.restore(saved);
  expect([...counters, ...cells.map((cell) => cell.value)]).toEqual([0, 0, 2 ** 32 - 1, 0.5, 0, 1 / 3, -1]);
  expect(followed).toBe(2 ** 32 - 1);
});

test("refuses more than it holds, and a state of another shape", () => {
  const memory = stateMemory(16);
  memory.bytes(3);
  memory.counters(4);
  expect(() => memory.number()).toThrow("does not fit");
  expect(() => memory.restore(new Uint8Array(8))).toThrow("is not one of");
});
