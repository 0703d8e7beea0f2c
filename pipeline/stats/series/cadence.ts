import { median } from "simple-statistics";
import type { StateMemory } from "../state-memory.ts";

/** Distances between rows that the usual one is taken from. */
const GAPS = 15;

export interface Cadence {
  /** Seconds between rows as a rule; none before some rows. */
  readonly step_s: () => number | undefined;
  readonly push: (at_ms: number) => void;
}

/** How often rows come: the median distance of the last rows, looked at anew every fifteen. */
export function cadence(memory: StateMemory): Cadence {
  const gaps = memory.floats(GAPS);
  const filled = memory.count();
  const last_ms = memory.number(Number.NaN);
  const step_s = memory.float(Number.NaN);

  function push(at_ms: number): void {
    const gap_s = (at_ms - last_ms.value) / 1000;
    last_ms.value = at_ms;
    if (!(gap_s > 0)) return;
    gaps[filled.value++] = gap_s;
    if (filled.value < GAPS) return;
    step_s.value = median([...gaps]);
    filled.value = 0;
  }

  return { step_s: () => (Number.isNaN(step_s.value) ? undefined : step_s.value), push };
}
