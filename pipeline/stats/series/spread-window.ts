import type { StateMemory } from "../state-memory.ts";
import { compactRing } from "./compact-ring.ts";

/** Kept values between two looks at the quantiles: they move slowly, and sorting costs. */
const KEPT_BETWEEN = 8;

export interface SpreadWindow {
  /** The value below which a share of the window lies; 0 while it is empty. */
  readonly low: () => number;
  readonly high: () => number;
  /** The wide share of it, in standard deviations of a normal distribution. */
  readonly sigma: () => number;
  readonly push: (value: number) => void;
}

interface SpreadLimits {
  /** Values kept. */
  readonly rows: number;
  /** Once there are so many, only one in so many enters. */
  readonly one_in_rows: number;
  /** Share of the window outside `low` and `high` on either side. */
  readonly outer_share: number;
}

/** Shares of a window between whose quantiles its ordinary values lie; and the wider of them for a scale. */
const SCALE_SHARES = [0.05, 0.95] as const;
/** q95 - q05 of a normal distribution are 3.3 standard deviations. */
const SIGMAS_IN_SPAN = 3.3;

/** What a long window spans, from a few quantiles of a sample of it. */
export function spreadWindow(memory: StateMemory, { rows, one_in_rows, outer_share }: SpreadLimits): SpreadWindow {
  const ring = compactRing(memory, rows);
  const seen = memory.count();
  const kept = memory.count();
  const low = memory.number();
  const high = memory.number();
  const sigma = memory.number();

  function push(value: number): void {
    seen.value += 1;
    if (ring.size() === rows && seen.value % one_in_rows !== 0) return;
    ring.push(value);
    kept.value += 1;
    if (kept.value <= KEPT_BETWEEN || kept.value % KEPT_BETWEEN === 0) look();
  }

  function look(): void {
    const size = ring.size();
    const sorted = ring.sorted();
    const at = (share: number): number => sorted.at(Math.min(size - 1, Math.floor(share * size)));
    low.value = at(outer_share);
    high.value = at(1 - outer_share);
    sigma.value = (at(SCALE_SHARES[1]) - at(SCALE_SHARES[0])) / SIGMAS_IN_SPAN;
  }

  return { low: () => low.value, high: () => high.value, sigma: () => sigma.value, push };
}
