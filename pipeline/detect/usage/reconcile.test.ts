import { expect, test } from "vitest";
import type { Deviation } from "./deviation.ts";
import { reconcile, type StoredDeviation } from "./reconcile.ts";

const found: Deviation = {
  tenant: "t",
  source: "s",
  app_id: "a",
  metric: "calls",
  window_s: 3600,
  at_s: 7200,
  observed: 90,
  expected: 10,
  low: 0,
  high: 50,
  score: 66.67,
  direction: "high",
  state: "ready",
  basis_events: 500,
};

function storedOf({ basis_events, ...columns }: Deviation): StoredDeviation {
  return { ...columns, contributors: "{}", withdrawn: 0, revision: basis_events };
}

test("writes what is new with a revision from the data", () => {
  expect(reconcile([found], []).changed).toEqual([{ deviation: found, revision: 500 }]);
});

test("writes nothing when the table already says so", () => {
  expect(reconcile([found], [storedOf(found)])).toEqual({ changed: [], withdrawn: [] });
});

test("a correction always outranks what is stored", () => {
  const stored = { ...storedOf(found), observed: 80, revision: 700 };
  expect(reconcile([found], [stored]).changed).toEqual([{ deviation: found, revision: 701 }]);
});

test("takes back what no longer stands, once", () => {
  const stored = storedOf(found);
  expect(reconcile([], [stored]).withdrawn).toEqual([{ stored, revision: 501 }]);
  expect(reconcile([], [{ ...stored, withdrawn: 1 }]).withdrawn).toEqual([]);
});

test("what was taken back comes again with a higher revision", () => {
  const stored = { ...storedOf(found), withdrawn: 1, revision: 501 };
  expect(reconcile([found], [stored]).changed).toEqual([{ deviation: found, revision: 502 }]);
});
