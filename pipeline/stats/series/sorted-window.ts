import type { StateMemory } from "../state-memory.ts";

export interface SortedWindow {
  readonly size: () => number;
  /** The value below which a share of the window lies; none while it is empty. */
  readonly quantile: (share: number) => number | undefined;
  /** Median distance from `middle`; none while the window is empty. */
  readonly medianDistance: (middle: number) => number | undefined;
  readonly push: (value: number) => void;
  readonly clear: () => void;
}

/** The last `rows` values (at most 256), kept in order of size: their places in the ring, smallest value first. */
export function sortedWindow(memory: StateMemory, rows: number): SortedWindow {
  const ring = memory.floats(rows);
  const order = memory.bytes(rows);
  const size = memory.count();
  const next = memory.count();

  function push(value: number): void {
    const slot = next.value;
    if (size.value === rows) {
      const place = order.indexOf(slot);
      order.copyWithin(place, place + 1, size.value);
      size.value -= 1;
    }
    const place = placeOf(value);
    order.copyWithin(place + 1, place, size.value);
    order[place] = slot;
    ring[slot] = value;
    size.value += 1;
    next.value = (slot + 1) % rows;
  }

  function sorted(place: number): number {
    return ring[order[place] ?? 0] ?? 0;
  }

  function placeOf(value: number): number {
    let low = 0;
    let high = size.value;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function quantile(share: number): number | undefined {
    return size.value === 0 ? undefined : sorted(Math.min(size.value - 1, Math.floor(share * size.value)));
  }

  /** The nearest half of the values lie around `middle`: walk outwards from it. */
  function medianDistance(middle: number): number | undefined {
    if (size.value === 0) return undefined;
    let right = placeOf(middle);
    let left = right - 1;
    let distance = 0;
    for (let taken = 0; taken <= size.value >>> 1; taken++) {
      const to_left = middle - atOrBeyond(left);
      const to_right = atOrBeyond(right) - middle;
      distance = Math.min(to_left, to_right);
      if (to_left <= to_right) left -= 1;
      else right += 1;
    }
    return distance;
  }

  /** Beyond the ends lies infinity. */
  function atOrBeyond(place: number): number {
    if (place < 0) return Number.NEGATIVE_INFINITY;
    return place < size.value ? sorted(place) : Number.POSITIVE_INFINITY;
  }

  function clear(): void {
    size.value = 0;
    next.value = 0;
  }

  return { size: () => size.value, quantile, medianDistance, push, clear };
}
