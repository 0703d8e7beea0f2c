import { seeded } from "../../seeded.ts";

/** Repeatable draws from the distributions that metrics of services come in. */
export interface Draws {
  readonly uniform: (low: number, high: number) => number;
  readonly normal: () => number;
  readonly poisson: (mean: number) => number;
  /** A negative binomial count: variance `mean + dispersion * mean^2`. */
  readonly count: (mean: number, dispersion: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(values: readonly T[]) => T;
}

/** Above this mean a Poisson count is drawn as a rounded normal one. */
const LARGE_MEAN = 50;

export function createDraws(seed: number): Draws {
  const random = seeded(seed);
  const uniform = (low: number, high: number): number => low + (high - low) * random();
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

  function poisson(mean: number): number {
    if (mean > LARGE_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = random(); product > floor; product *= random()) count += 1;
    return count;
  }

  /** Marsaglia and Tsang (2000); for shapes below 1 with the usual power. */
  function gamma(shape: number): number {
    if (shape < 1) return gamma(shape + 1) * (1 - random()) ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  function pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(random() * values.length)];
    if (value === undefined) throw new Error("Nothing to pick from.");
    return value;
  }

  return {
    uniform,
    normal,
    poisson,
    count: (mean, dispersion) => poisson(dispersion > 0 ? mean * dispersion * gamma(1 / dispersion) : mean),
    chance: (probability) => random() < probability,
    pick,
  };
}
