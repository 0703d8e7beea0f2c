import type { StateMemory } from "../state-memory.ts";

/** Two slow facts about a series: how much a window at work holds, and how much work has not come yet. */
export interface Workload {
  /** Mean of windows weighted by themselves, so that empty ones, however many, do not count. */
  readonly busy: () => number;
  readonly late: () => number;
  readonly learn: (amount: number) => void;
  /** Note what came instead of what was expected, ordinary or not. */
  readonly compare: (amount: number, expected: number) => void;
}

/** How fast the level of a busy window follows, in windows with any work. */
const BUSY_PACE = 1 / 100;
/** A window with less than this share of what was expected stands for work that did not come. */
const ABSENT_SHARE = 0.2;

/** Whether this is work that did not come, and not just little. */
export function isAbsent(amount: number, expected: number): boolean {
  return amount < ABSENT_SHARE * expected;
}

/** Places of what is remembered. */
const SQUARES = 0;
const SUM = 1;
const LATE = 2;

/** Work that did not come is awaited for about `late_windows` windows. */
export function createWorkload(late_windows: number, memory: StateMemory): Workload {
  const late_fade = 1 - 1 / late_windows;
  const cells = memory.doubles([0, 0, 0]);

  function learn(amount: number): void {
    if (amount <= 0) return;
    const squares = cells[SQUARES] ?? 0;
    const sum = cells[SUM] ?? 0;
    cells[SQUARES] = squares + BUSY_PACE * (amount * amount - squares);
    cells[SUM] = sum + BUSY_PACE * (amount - sum);
  }

  function busy(): number {
    const sum = cells[SUM] ?? 0;
    return sum === 0 ? 0 : (cells[SQUARES] ?? 0) / sum;
  }

  /** Work that did not come at all may come later, once; being a little below the expectation owes nothing. */
  function compare(amount: number, expected: number): void {
    const owed = isAbsent(amount, expected) || amount > expected ? expected - amount : 0;
    cells[LATE] = Math.max(0, late_fade * (cells[LATE] ?? 0) + owed);
  }

  return { busy, late: () => cells[LATE] ?? 0, learn, compare };
}
