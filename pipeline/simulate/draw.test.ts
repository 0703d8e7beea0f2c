import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gamma, logNormal, normal, pareto, pickWeighted, poisson, shuffled, uuid } from "./draw.ts";
import { type Random, randomStream } from "./prng.ts";

const DRAWS = 20_000;

function momentsOf(draw: (random: Random) => number): { mean: number; variance: number } {
  const random = randomStream(1, "moments");
  const values = Array.from({ length: DRAWS }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS };
}

describe("distributions have the moments of their textbook definitions", () => {
  it("normal: mean 0, variance 1", () => {
    const { mean, variance } = momentsOf(normal);
    expect(mean).toBeCloseTo(0, 1);
    expect(variance).toBeCloseTo(1, 1);
  });

  it.each([0.3, 3, 30, 95])("poisson: mean and variance %d", (expected) => {
    const { mean, variance } = momentsOf((random) => poisson(random, expected));
    expect(Math.abs(mean / expected - 1)).toBeLessThan(0.04);
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.06);
  });

  it.each([0.5, 2, 40])("gamma: mean and variance equal its shape %d", (shape) => {
    const { mean, variance } = momentsOf((random) => gamma(random, shape));
    expect(Math.abs(mean / shape - 1)).toBeLessThan(0.04);
    expect(Math.abs(variance / shape - 1)).toBeLessThan(0.08);
  });

  it("log-normal: mean exp(sigma^2 / 2) around a median of 1", () => {
    expect(momentsOf((random) => logNormal(random, 0.5)).mean).toBeCloseTo(Math.exp(0.125), 1);
  });

  it("pareto: mean minimum * alpha / (alpha - 1)", () => {
    expect(momentsOf((random) => pareto(random, 2, 5)).mean).toBeCloseTo(2.5, 1);
  });

  it("poisson of nothing is nothing", () => {
    expect(poisson(randomStream(1), 0)).toBe(0);
    expect(poisson(randomStream(1), -3)).toBe(0);
  });
});

it("weights decide how often a value is picked", () => {
  const items = [
    { value: 0, weight: 3 },
    { value: 1, weight: 1 },
  ] as const;
  expect(momentsOf((random) => pickWeighted(random, items)).mean).toBeCloseTo(0.25, 1);
});

it("shuffling keeps every item", () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.nat(), (items, seed) => {
      const sorted = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);
      expect(sorted(shuffled(randomStream(seed), items))).toEqual(sorted(items));
    }),
  );
});

it("makes version 4 UUIDs", () => {
  const random = randomStream(1, "uuid");
  for (let i = 0; i < 100; i++) {
    expect(uuid(random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});
