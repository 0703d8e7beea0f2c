import type { SortedWindow } from "../../stats/sorted-window.ts";
import { createVote, type Voter } from "./vote.ts";

/** Levels that values are cut into, between the 2 % and the 98 % quantile of the last rows. */
const SYMBOLS = 7;
const LOWEST_SHARE = 0.02;
const HIGHEST_SHARE = 0.98;
/** Shapes remembered; beyond, a random one makes room. */
const MOST_SHAPES = 150;
/** A shape is remembered a little late, so that it is not compared with itself. */
const LATE_ROWS = 3;
/** The choice of what to forget is random but always the same. */
const SEED = 12_345;

type Shape = Float64Array;

/** How unlike the mix of levels in the last `rows` is to every mix remembered. */
export function shapeVoter(rows: number, quantiles: SortedWindow): Voter {
  const vote = createVote();
  const random = repeatableRandom(SEED);
  const last = new Float64Array(rows);
  const shapes: Shape[] = [];
  const waiting: Shape[] = [];
  let seen = 0;
  let offered = 0;

  function remember(shape: Shape): void {
    offered += 1;
    if (shapes.length < MOST_SHAPES) {
      shapes.push(shape);
      return;
    }
    const place = Math.floor(random() * offered);
    if (place < MOST_SHAPES) shapes[place] = shape;
  }

  return ({ value }) => {
    last[seen % rows] = value;
    seen += 1;
    if (seen < rows) return 0;
    const shape = shapeOf(last, quantiles);
    const nearest = shapes.reduce((least, other) => Math.min(least, distance(shape, other)), Number.POSITIVE_INFINITY);
    waiting.push(shape);
    const late = waiting.length > LATE_ROWS ? waiting.shift() : undefined;
    if (late && seen % Math.floor(rows / 2) === 0) remember(late);
    return vote.of(Number.isFinite(nearest) ? nearest : 0);
  };
}

/** Square roots of the share of each level. */
function shapeOf(values: Float64Array, quantiles: SortedWindow): Shape {
  const low = quantiles.quantile(LOWEST_SHARE) ?? 0;
  const width = (quantiles.quantile(HIGHEST_SHARE) ?? 0) - low;
  const shape = new Float64Array(SYMBOLS);
  for (const value of values) {
    const level = width > 0 ? Math.floor(((value - low) / width) * SYMBOLS) : 0;
    const symbol = Math.min(SYMBOLS - 1, Math.max(0, level));
    shape[symbol] = (shape[symbol] ?? 0) + 1;
  }
  return shape.map((count) => Math.sqrt(count / values.length));
}

/** Squared Hellinger distance, times two. */
function distance(a: Shape, b: Shape): number {
  let sum = 0;
  for (let i = 0; i < SYMBOLS; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return sum;
}

/** A linear congruential generator (Numerical Recipes): the same numbers on every machine. */
function repeatableRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
