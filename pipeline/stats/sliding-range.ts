/** Blocks that a range is kept in: the window slides by a twentieth of itself. */
const BLOCKS = 20;

export interface SlidingRange {
  readonly low: () => number;
  readonly high: () => number;
  readonly push: (value: number) => void;
}

/** Smallest and largest of about the last `rows` values, from the extremes of twenty blocks. */
export function slidingRange(rows: number): SlidingRange {
  const per_block = Math.ceil(rows / BLOCKS);
  const lows = new Float64Array(BLOCKS).fill(Number.POSITIVE_INFINITY);
  const highs = new Float64Array(BLOCKS).fill(Number.NEGATIVE_INFINITY);
  let block = 0;
  let filled = 0;

  function push(value: number): void {
    if (filled === per_block) {
      block = (block + 1) % BLOCKS;
      lows[block] = Number.POSITIVE_INFINITY;
      highs[block] = Number.NEGATIVE_INFINITY;
      filled = 0;
    }
    lows[block] = Math.min(lows[block] ?? value, value);
    highs[block] = Math.max(highs[block] ?? value, value);
    filled += 1;
  }

  return { low: () => Math.min(...lows), high: () => Math.max(...highs), push };
}
