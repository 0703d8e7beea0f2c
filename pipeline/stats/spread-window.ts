/** Rows between two looks at the quantiles: they move slowly, and sorting costs. */
const ROWS_BETWEEN = 10;

export interface SpreadWindow {
  /** The value below which a share of the window lies; 0 while it is empty. */
  readonly low: () => number;
  readonly high: () => number;
  /** The wide share of it, in standard deviations of a normal distribution. */
  readonly sigma: () => number;
  readonly push: (value: number) => void;
}

/** Shares of a window between whose quantiles its ordinary values lie; and the wider of them for a scale. */
const SCALE_SHARES = [0.05, 0.95] as const;
/** q95 - q05 of a normal distribution are 3.3 standard deviations. */
const SIGMAS_IN_SPAN = 3.3;

/** What the last `rows` values span, from a few quantiles that are looked up again every ten rows. */
export function spreadWindow(rows: number, lowest_share: number, highest_share: number): SpreadWindow {
  const ring = new Float32Array(rows);
  let size = 0;
  let next = 0;
  let low = 0;
  let high = 0;
  let sigma = 0;

  function push(value: number): void {
    ring[next] = value;
    next = (next + 1) % rows;
    size = Math.min(rows, size + 1);
    if (size <= ROWS_BETWEEN || next % ROWS_BETWEEN === 0) look();
  }

  function look(): void {
    const sorted = ring.slice(0, size).sort();
    const at = (share: number): number => sorted[Math.min(size - 1, Math.floor(share * size))] ?? 0;
    low = at(lowest_share);
    high = at(highest_share);
    sigma = (at(SCALE_SHARES[1]) - at(SCALE_SHARES[0])) / SIGMAS_IN_SPAN;
  }

  return { low: () => low, high: () => high, sigma: () => sigma, push };
}
