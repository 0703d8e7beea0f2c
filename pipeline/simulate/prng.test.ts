import { describe, expect, it } from "vitest";
import { randomStream } from "./prng.ts";

function take(count: number, seed: number, ...path: (string | number)[]): number[] {
  const random = randomStream(seed, ...path);
  return Array.from({ length: count }, () => random());
}

describe("randomStream", () => {
  it("repeats itself for the same seed and path", () => {
    expect(take(50, 7, "app", 3)).toEqual(take(50, 7, "app", 3));
  });

  it("differs with the seed, also beyond 32 bits, and with the path", () => {
    const first = [take(1, 7, "app", 3), take(1, 8, "app", 3), take(1, 7, "app", 4), take(1, 2 ** 32 + 7, "app", 3)];
    expect(new Set(first.flat()).size).toBe(first.length);
  });

  it("is uniform: 16 bins of 64,000 numbers pass a chi-square test at one in a thousand", () => {
    const bins = new Array<number>(16).fill(0);
    for (const value of take(64_000, 1, "bins")) {
      const bin = Math.floor(value * 16);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const chi_square = bins.reduce((sum, seen) => sum + (seen - 4000) ** 2 / 4000, 0);
    // 37.7 is the 99.9 % point of chi-square with 15 degrees of freedom.
    expect(chi_square).toBeLessThan(37.7);
  });

  it("keeps neighbouring streams apart: first numbers of 10,000 paths are uniform too", () => {
    const firsts = Array.from({ length: 10_000 }, (_, i) => take(1, 1, "app", i)[0] ?? 0);
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    // Four standard errors of the mean of uniforms: 4 * sqrt(1/12) / 100.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0116);
    expect(new Set(firsts).size).toBeGreaterThan(9_990);
  });
});
