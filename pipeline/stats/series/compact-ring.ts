import type { StateMemory } from "../state-memory.ts";

export interface CompactRing {
  /** How many values there are, up to the ring's length. */
  readonly size: () => number;
  /** The oldest makes room. */
  readonly push: (value: number) => void;
  /** The values in order of size, nearly; good until the next call. */
  readonly sorted: () => SortedValues;
}

export interface SortedValues {
  readonly at: (place: number) => number;
}

/** Pieces of a round after which the centre is chosen anew: distances from a level that was left long ago are coarse. */
const CENTRES_A_ROUND = 8;

const SIGN = 0x8000;
const ALL = 0xffff;
const HALF_BITS = 16;
const HALF_UP = 0x7fff;

/**
 * The last values in two bytes each: the distance from a centre, as the upper half of a float, to 0.4 % of itself. The
 * centre follows the median, so that what is usual is told finely and what is far away is not.
 */
export function compactRing(memory: StateMemory, length: number): CompactRing {
  const codes = memory.counters(length);
  const pushed = memory.count();
  const centre = memory.number();
  const in_order = new Uint16Array(length);
  const float = new Float32Array(1);
  const word = new Uint32Array(float.buffer);
  const every = Math.max(1, Math.floor(length / CENTRES_A_ROUND));
  const view = { at: (place: number): number => centre.value + decode(in_order[place] ?? SIGN) };

  /** Turned so that codes stand in the order of what they stand for. */
  function encode(distance: number): number {
    float[0] = distance;
    const bits = word[0] ?? 0;
    const half = (bits + HALF_UP + ((bits >>> HALF_BITS) & 1)) >>> HALF_BITS;
    return (half & SIGN) === 0 ? half | SIGN : ALL ^ half;
  }

  function decode(code: number): number {
    const half = (code & SIGN) === 0 ? ALL ^ code : code ^ SIGN;
    word[0] = half << HALF_BITS;
    return float[0] ?? 0;
  }

  function size(): number {
    return Math.min(length, pushed.value);
  }

  function push(value: number): void {
    if (pushed.value === 0) centre.value = value;
    else if (pushed.value % every === 0) recentre();
    codes[pushed.value % length] = encode(value - centre.value);
    pushed.value += 1;
  }

  function recentre(): void {
    const before = centre.value;
    const after = sorted().at(size() >>> 1);
    if (after === before) return;
    for (let place = 0; place < size(); place++) codes[place] = encode(decode(codes[place] ?? SIGN) + before - after);
    centre.value = after;
  }

  function sorted(): SortedValues {
    const part = in_order.subarray(0, size());
    part.set(codes.subarray(0, size()));
    part.sort();
    return view;
  }

  return { size, push, sorted };
}
