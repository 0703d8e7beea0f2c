import fc from "fast-check";
import { expect, test } from "vitest";
import { MOST_STATE_BYTES } from "../../stats/state-memory.ts";
import { seriesDetector } from "./series-detector.ts";

const STEPS_S = [60, 300, 3600];
const START_MS = Date.UTC(2026, 9, 5);

/** A made-up series: waves, counts near zero, jumps, absent values. */
const series = fc.record({
  step_s: fc.constantFrom(...STEPS_S),
  values: fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 4 }) },
      { weight: 3, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
    { minLength: 300, maxLength: 600 },
  ),
});

test("a state does not grow, whatever it saw", () => {
  const detector = seriesDetector();
  const fresh = detector.save().length;
  for (let row = 0; row < 5000; row++) detector.step({ at_ms: START_MS + row * 300_000, value: (row * 7919) % 101 });
  expect(detector.save().length).toBe(fresh);
  expect(fresh).toBeLessThanOrEqual(MOST_STATE_BYTES);
});

test("saved and restored anywhere, in a detector that served others, a series scores as if nothing had happened", () => {
  fc.assert(
    fc.property(series, series, fc.integer({ min: 0, max: 300 }), (one, other, cut) => {
      const whole = seriesDetector();
      const undisturbed = one.values.map((value, row) => whole.step(rowOf(one.step_s, row, value)));
      const shared = seriesDetector();
      const fresh = shared.save();
      const before = one.values.slice(0, cut).map((value, row) => shared.step(rowOf(one.step_s, row, value)));
      const saved = shared.save();
      shared.restore(fresh);
      other.values.forEach((value, row) => {
        shared.step(rowOf(other.step_s, row, value));
      });
      shared.restore(saved);
      const after = one.values.slice(cut).map((value, row) => shared.step(rowOf(one.step_s, cut + row, value)));
      expect([...before, ...after]).toEqual(undisturbed);
    }),
    { numRuns: 15 },
  );
});

function rowOf(step_s: number, row: number, value: number | undefined) {
  return { at_ms: START_MS + row * step_s * 1000, value };
}
