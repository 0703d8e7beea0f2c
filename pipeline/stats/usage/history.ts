import { DAY_S } from "./metrics.ts";

/** A part of a span whose windows share one beginning of history. */
export interface HistoryBlock {
  readonly history_from_s: number;
  readonly from_s: number;
  readonly to_s: number;
}

/**
 * Windows of the same four weeks look back to the same moment, six weeks before those four. What a window is judged by
 * therefore depends on the window alone and not on when the job runs: a replay gives what live runs gave.
 */
const BLOCK_S = 28 * DAY_S;
const LEAD_S = 42 * DAY_S;
/** A Monday, so that blocks are whole weeks: 1970-01-05. */
const FIRST_MONDAY_S = 4 * DAY_S;

export function historyBlocks(from_s: number, to_s: number): HistoryBlock[] {
  if (from_s >= to_s) return [];
  const blocks: HistoryBlock[] = [];
  let start = FIRST_MONDAY_S + Math.floor((from_s - FIRST_MONDAY_S) / BLOCK_S) * BLOCK_S;
  for (; start < to_s; start += BLOCK_S) {
    blocks.push({
      history_from_s: Math.max(0, start - LEAD_S),
      from_s: Math.max(from_s, start),
      to_s: Math.min(to_s, start + BLOCK_S),
    });
  }
  return blocks;
}
