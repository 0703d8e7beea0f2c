export interface SortedWindow {
  readonly size: () => number;
  /** The value below which a share of the window lies; none while it is empty. */
  readonly quantile: (share: number) => number | undefined;
  /** Median distance from `middle`; none while the window is empty. */
  readonly medianDistance: (middle: number) => number | undefined;
  readonly push: (value: number) => void;
  readonly clear: () => void;
}

/** The last `rows` values, kept in order of size. */
export function sortedWindow(rows: number): SortedWindow {
  const ring = new Float32Array(rows);
  const sorted = new Float32Array(rows);
  let size = 0;
  let next = 0;

  function push(value: number): void {
    if (size === rows) removeSorted(ring[next] ?? 0);
    const place = placeOf(value);
    sorted.copyWithin(place + 1, place, size);
    sorted[place] = value;
    size += 1;
    ring[next] = value;
    next = (next + 1) % rows;
  }

  function removeSorted(value: number): void {
    const place = placeOf(value);
    sorted.copyWithin(place, place + 1, size);
    size -= 1;
  }

  function placeOf(value: number): number {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function quantile(share: number): number | undefined {
    return size === 0 ? undefined : sorted[Math.min(size - 1, Math.floor(share * size))];
  }

  /** The nearest half of the values lie around `middle`: walk outwards from it. */
  function medianDistance(middle: number): number | undefined {
    if (size === 0) return undefined;
    let right = placeOf(middle);
    let left = right - 1;
    let distance = 0;
    for (let taken = 0; taken <= size >>> 1; taken++) {
      const to_left = middle - at(left);
      const to_right = at(right) - middle;
      distance = Math.min(to_left, to_right);
      if (to_left <= to_right) left -= 1;
      else right += 1;
    }
    return distance;
  }

  /** Beyond the ends lies infinity. */
  function at(place: number): number {
    if (place < 0) return Number.NEGATIVE_INFINITY;
    return place < size ? (sorted[place] ?? 0) : Number.POSITIVE_INFINITY;
  }

  function clear(): void {
    size = 0;
    next = 0;
  }

  return { size: () => size, quantile, medianDistance, push, clear };
}
