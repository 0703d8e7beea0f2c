import { createVote, type Voter } from "./vote.ts";

/** Rows averaged, so that one value alone is no record. */
const MEAN_ROWS = 6;
/** The newest rows are kept exactly, older ones as the extremes of blocks. */
const EXACT_ROWS = 128;
const BLOCK_ROWS = 64;
const BLOCKS = 128;

interface Block {
  readonly low: number;
  readonly high: number;
}

/** How long ago the short mean was last as high, or as low: a record of a long time is rare. */
export function ageVoter(): Voter {
  const vote = createVote();
  const values: number[] = [];
  const means: number[] = [];
  const blocks: Block[] = [];

  function age(mean: number, reached: (low: number, high: number) => boolean): number {
    for (let back = 0; back < means.length; back++) {
      const earlier = means[means.length - 1 - back] ?? mean;
      if (reached(earlier, earlier)) return back;
    }
    for (let back = 0; back < blocks.length; back++) {
      const block = blocks[blocks.length - 1 - back];
      if (block && reached(block.low, block.high)) return means.length + back * BLOCK_ROWS;
    }
    return means.length + blocks.length * BLOCK_ROWS;
  }

  function push(mean: number): void {
    means.push(mean);
    if (means.length < EXACT_ROWS + BLOCK_ROWS) return;
    const old = means.splice(0, BLOCK_ROWS);
    blocks.push({ low: Math.min(...old), high: Math.max(...old) });
    if (blocks.length > BLOCKS) blocks.shift();
  }

  return ({ value }) => {
    values.push(value);
    if (values.length > MEAN_ROWS) values.shift();
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    const high = age(mean, (_, block_high) => block_high >= mean);
    const low = age(mean, (block_low) => block_low <= mean);
    push(mean);
    return vote.of(Math.log10(1 + Math.max(high, low)));
  };
}
