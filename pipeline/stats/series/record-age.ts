import type { StateMemory } from "../state-memory.ts";

/** Records kept; enough for a fifth between the ages of neighbours over a month of five minutes. */
const KEPT = 40;
/** Ages are told up to here: seven months of five minutes. */
const MOST_AGE = 65_535;

export interface RecordAge {
  /** Values back to the last one that was at least as large (0: the one before); all there are where none was. */
  readonly age: (value: number) => number;
  /** Of what was given to `age`. */
  readonly push: (value: number) => void;
}

/**
 * How long ago a series was last as high. Only values above all later ones can answer that, newest first: a staircase.
 * When it has too many steps, the one goes whose age is best told by its neighbour's. With `sign` -1: as low.
 */
export function recordAge(memory: StateMemory, sign: 1 | -1): RecordAge {
  const values = memory.floats(KEPT);
  // Of the place in the series, what sixteen bits hold: enough for an age.
  const places = memory.counters(KEPT);
  const steps = memory.count();
  const pushed = memory.count();

  function age(value: number): number {
    let step = steps.value - 1;
    while (step >= 0 && sign * ((values[step] ?? 0) - value) < 0) step -= 1;
    return step < 0 ? pushed.value : ageOf(step) - 1;
  }

  function push(value: number): void {
    while (steps.value > 0 && sign * ((values[steps.value - 1] ?? 0) - value) <= 0) steps.value -= 1;
    if (steps.value > 0 && ageOf(0) === MOST_AGE) drop(0);
    if (steps.value === KEPT) thin();
    values[steps.value] = value;
    places[steps.value] = pushed.value;
    steps.value += 1;
    pushed.value += 1;
  }

  function ageOf(step: number): number {
    return (pushed.value - (places[step] ?? 0)) & MOST_AGE;
  }

  /** Never the oldest: it is the record of all. */
  function thin(): void {
    let dullest = 1;
    let least = Number.POSITIVE_INFINITY;
    for (let step = 1; step < KEPT; step++) {
      const ratio = ageOf(step - 1) / ageOf(step);
      if (ratio >= least) continue;
      least = ratio;
      dullest = step;
    }
    drop(dullest);
  }

  function drop(step: number): void {
    values.copyWithin(step, step + 1, KEPT);
    places.copyWithin(step, step + 1, KEPT);
    steps.value -= 1;
  }

  return { age, push };
}
