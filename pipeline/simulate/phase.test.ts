import { describe, expect, it } from "vitest";
import { type Phase, stretchesOf } from "./phase.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const spike: Phase = { from_ms: 20 * MINUTE_MS, to_ms: 5 * HOUR_MS, change: { rate_factor: 10 } };
const busy: Phase = { from_ms: 40 * MINUTE_MS, to_ms: 50 * MINUTE_MS, change: { rate_factor: 1.5 } };

describe("stretchesOf", () => {
  it("leaves an hour without phases whole", () => {
    expect(stretchesOf([spike], 6 * HOUR_MS)).toHaveLength(1);
  });

  it("cuts the hour where a phase begins and ends, and multiplies what overlaps", () => {
    const stretches = stretchesOf([spike, busy], 0);
    const seen = stretches.map(({ from_ms, effect }) => [from_ms / MINUTE_MS, effect.rate_factor]);
    expect(seen).toEqual([
      [0, 1],
      [20, 10],
      [40, 15],
      [50, 10],
    ]);
    expect(stretches.at(-1)?.to_ms).toBe(HOUR_MS);
  });
});
