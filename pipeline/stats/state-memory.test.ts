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

test("refuses more than it holds, and a state of another shape", () => {
  const memory = stateMemory(16);
  memory.bytes(3);
  memory.counters(4);
  expect(() => memory.number()).toThrow("does not fit");
  expect(() => memory.restore(new Uint8Array(8))).toThrow("is not one of");
});
