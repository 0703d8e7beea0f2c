import fc from "fast-check";
import { expect, test } from "vitest";
import { slidingRange } from "./sliding-range.ts";

test("covers the newest values and forgets those a whole window old", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 200 }), (values) => {
      const range = slidingRange(40);
      for (const value of values) range.push(value);
      const newest = values.slice(-38);
      const window = values.slice(-40);
      expect(range.low()).toBeLessThanOrEqual(Math.min(...newest));
      expect(range.high()).toBeGreaterThanOrEqual(Math.max(...newest));
      expect(range.low()).toBeGreaterThanOrEqual(Math.min(...window));
      expect(range.high()).toBeLessThanOrEqual(Math.max(...window));
    }),
  );
});
