/** Blocks that a range is kept in: the window slides by a twentieth of itself. */
const BLOCKS = 20;

export interface SlidingRange {
  readonly low: () => number;
  readonly high: () => number;
  readonly push: (at_ms: number, value: number) => void;
}

/** Smallest and largest of the last twenty blocks. A block lasts this long, and until it holds this many values. */
export function slidingRange(block_s: number, fewest: number): SlidingRange {
  const lows = new Float32Array(BLOCKS).fill(Number.POSITIVE_INFINITY);
  const highs = new Float32Array(BLOCKS).fill(Number.NEGATIVE_INFINITY);
  let block = 0;
  let filled = 0;
  let begun_ms = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;

  function push(at_ms: number, value: number): void {
    if (filled === 0) begun_ms = at_ms;
    if (filled >= fewest && at_ms - begun_ms >= block_s * 1000) begin(at_ms);
    lows[block] = Math.min(lows[block] ?? value, value);
    highs[block] = Math.max(highs[block] ?? value, value);
    low = Math.min(low, value);
    high = Math.max(high, value);
    filled += 1;
  }

  function begin(at_ms: number): void {
    block = (block + 1) % BLOCKS;
    lows[block] = Number.POSITIVE_INFINITY;
    highs[block] = Number.NEGATIVE_INFINITY;
    filled = 0;
    begun_ms = at_ms;
    low = Math.min(...lows);
    high = Math.max(...highs);
  }

  return { low: () => low, high: () => high, push };
}
