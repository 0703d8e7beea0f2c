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

/** Work that did not come is awaited for about `late_windows` windows. */
export function createWorkload(late_windows: number): Workload {
  const late_fade = 1 - 1 / late_windows;
  let squares = 0;
  let sum = 0;
  let late_work = 0;

  function learn(amount: number): void {
    if (amount <= 0) return;
    squares += BUSY_PACE * (amount * amount - squares);
    sum += BUSY_PACE * (amount - sum);
  }

  /** Work that did not come at all may come later, once; being a little below the expectation owes nothing. */
  function compare(amount: number, expected: number): void {
    const owed = amount < ABSENT_SHARE * expected || amount > expected ? expected - amount : 0;
    late_work = Math.max(0, late_fade * late_work + owed);
  }

  return { busy: () => (sum === 0 ? 0 : squares / sum), late: () => late_work, learn, compare };
}
