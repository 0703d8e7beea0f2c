import type { StateMemory } from "../state-memory.ts";

/** Blocks that a range is kept in: the window slides by a twentieth of itself. */
const BLOCKS = 20;

export interface SlidingRange {
  readonly low: () => number;
  readonly high: () => number;
  readonly push: (at_ms: number, value: number) => void;
}

/** Smallest and largest of the last twenty blocks. A block lasts this long, and until it holds this many values. */
export function slidingRange(memory: StateMemory, block_s: number, fewest: number): SlidingRange {
  const lows = memory.floats(BLOCKS, Number.POSITIVE_INFINITY);
  const highs = memory.floats(BLOCKS, Number.NEGATIVE_INFINITY);
  const block = memory.count();
  const filled = memory.count();
  const begun_ms = memory.number();
  const low = memory.float(Number.POSITIVE_INFINITY);
  const high = memory.float(Number.NEGATIVE_INFINITY);

  function push(at_ms: number, value: number): void {
    if (filled.value === 0) begun_ms.value = at_ms;
    if (filled.value >= fewest && at_ms - begun_ms.value >= block_s * 1000) begin(at_ms);
    const at = block.value;
    lows[at] = Math.min(lows[at] ?? value, value);
    highs[at] = Math.max(highs[at] ?? value, value);
    low.value = Math.min(low.value, value);
    high.value = Math.max(high.value, value);
    filled.value += 1;
  }

  function begin(at_ms: number): void {
    block.value = (block.value + 1) % BLOCKS;
    lows[block.value] = Number.POSITIVE_INFINITY;
    highs[block.value] = Number.NEGATIVE_INFINITY;
    filled.value = 0;
    begun_ms.value = at_ms;
    low.value = Math.min(...lows);
    high.value = Math.max(...highs);
  }

  return { low: () => low.value, high: () => high.value, push };
}
