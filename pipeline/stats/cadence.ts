import { median } from "simple-statistics";

/** Distances between rows that the usual one is taken from. */
const GAPS = 15;

export interface Cadence {
  /** Seconds between rows as a rule; none before some rows. */
  readonly step_s: () => number | undefined;
  readonly push: (at_ms: number) => void;
}

/** How often rows come: the median distance of the last rows, looked at anew every fifteen. */
export function cadence(): Cadence {
  const gaps = new Float32Array(GAPS);
  let filled = 0;
  let last_ms: number | undefined;
  let step_s: number | undefined;

  function push(at_ms: number): void {
    const gap_s = last_ms === undefined ? 0 : (at_ms - last_ms) / 1000;
    last_ms = at_ms;
    if (gap_s <= 0) return;
    gaps[filled++] = gap_s;
    if (filled < GAPS) return;
    step_s = median([...gaps]);
    filled = 0;
  }

  return { step_s: () => step_s, push };
}
