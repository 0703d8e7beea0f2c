import fc from "fast-check";
import { expect, test } from "vitest";
import type { Deviation } from "./deviation.ts";
import { busierAndBusier } from "./five-minutes.ts";
import { MONDAY_S } from "./usage-table.fixture.ts";

const hour: Deviation = {
  tenant: "t",
  source: "s",
  app_id: "a",
  metric: "calls",
  window_s: 300,
  at_s: MONDAY_S,
  observed: 90,
  expected: 10,
  low: 0,
  high: 20,
  score: 88.89,
  direction: "high",
  state: "ready",
  basis_events: 1,
};
const windows = (amounts: readonly number[]) => amounts.map((amount, n) => ({ at_s: MONDAY_S + n * 300, amount }));
const amounts = fc.array(fc.nat(100), { minLength: 1, maxLength: 12 });

test("tells of the first five minutes outside the range and of those that are busier than all before", () => {
  const found = busierAndBusier(hour, windows([9, 30, 25, 90, 90, 40]));
  expect(found.map(({ at_s, observed }) => [(at_s - MONDAY_S) / 300, observed])).toEqual([
    [1, 30],
    [3, 90],
  ]);
  expect(found.at(-1)?.score).toBe(hour.score);
});

test("what comes later in the hour changes nothing that was told before", () => {
  fc.assert(
    fc.property(amounts, fc.nat(12), (all, some) => {
      const whole = busierAndBusier(hour, windows(all));
      expect(whole.slice(0, busierAndBusier(hour, windows(all.slice(0, some))).length)).toEqual(
        busierAndBusier(hour, windows(all.slice(0, some))),
      );
    }),
  );
});

test("the busiest is told whenever it is outside the range", () => {
  fc.assert(
    fc.property(amounts, (all) => {
      const busiest = Math.max(...all);
      expect(busierAndBusier(hour, windows(all)).at(-1)?.observed).toBe(busiest >= 20 ? busiest : undefined);
    }),
  );
});
