import type { Random } from "./prng.ts";

/** A list that cannot be empty, so that picking from it always gives a value. */
export type NonEmpty<T> = readonly [T, ...T[]];

export interface Weighted<T> {
  readonly value: T;
  readonly weight: number;
}

/** A lower and an upper end. */
export type Range = readonly [low: number, high: number];

/** Largest mean drawn in one go by Knuth's product: exp(-30) is far above the smallest double. */
const POISSON_PIECE = 30;

export function between(random: Random, [low, high]: Range): number {
  return low + (high - low) * random();
}

/** A whole number, both ends included. */
export function wholeBetween(random: Random, [low, high]: Range): number {
  return low + Math.floor((high - low + 1) * random());
}

/** Uniform in the logarithm: as many small ones as large ones, for sizes that span decades. */
export function logBetween(random: Random, [low, high]: Range): number {
  return low * (high / low) ** random();
}

export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

export function pick<T>(random: Random, items: NonEmpty<T>): T {
  return items[Math.floor(items.length * random())] ?? items[0];
}

export function pickWeighted<T>(random: Random, items: NonEmpty<Weighted<T>>): T {
  let total = 0;
  for (const item of items) total += item.weight;
  let left = total * random();
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item.value;
  }
  return items[0].value;
}

/** A copy in random order (Fisher and Yates). */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const other = Math.floor((last + 1) * random());
    const [a, b] = [copy[last], copy[other]];
    if (a === undefined || b === undefined) continue;
    copy[last] = b;
    copy[other] = a;
  }
  return copy;
}

/** Standard normal (Box and Muller 1958; the second value of the pair is not kept, so that no state is). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Log-normal with median 1. */
export function logNormal(random: Random, sigma: number): number {
  return Math.exp(sigma * normal(random));
}

/** Gamma with the given shape and scale 1 (Marsaglia and Tsang 2000; below shape 1 with their power of a uniform). */
export function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Poisson (Knuth's product of uniforms, in pieces): one draw a unit of the mean, and each unit is written anyway. */
export function poisson(random: Random, mean: number): number {
  let events = 0;
  for (let left = mean; left > 0; left -= POISSON_PIECE) {
    const limit = Math.exp(-Math.min(left, POISSON_PIECE));
    for (let product = random(); product > limit; product *= random()) events++;
  }
  return events;
}

/** Pareto: heavy tail, `minimum` times a power. */
export function pareto(random: Random, minimum: number, alpha: number): number {
  return minimum * (1 - random()) ** (-1 / alpha);
}

/** A random (version 4) UUID. */
export function uuid(random: Random): string {
  const hex = (digits: number): string =>
    Math.floor(16 ** digits * random())
      .toString(16)
      .padStart(digits, "0");
  const variant = (8 + Math.floor(4 * random())).toString(16);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
}
