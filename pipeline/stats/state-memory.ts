/** A number that lives in the memory. */
export interface Cell {
  value: number;
}

type Element = Float64Array | Float32Array | Uint32Array;

/** A class, so that all cells are read by the same code: closures of their own take twice the time. */
class MemoryCell implements Cell {
  readonly #element: Element;

  constructor(element: Element) {
    this.#element = element;
  }

  get value(): number {
    return this.#element[0] ?? 0;
  }

  set value(to: number) {
    this.#element[0] = to;
  }
}

/**
 * One block of bytes in which all parts of a detector keep what they remember, so that the whole of it is saved and
 * restored by copying bytes, and one detector serves any number of series in turn. Taken at creation, in a fixed order.
 */
export interface StateMemory {
  readonly floats: (length: number, initial?: number) => Float32Array;
  /** For what is read and written at every step. */
  readonly doubles: (initial: readonly number[]) => Float64Array;
  readonly counters: (length: number) => Uint16Array;
  readonly bytes: (length: number) => Uint8Array;
  readonly number: (initial?: number) => Cell;
  /** A whole number from 0 to 2^32 - 1, in half the bytes. */
  readonly count: (initial?: number) => Cell;
  /** What was rounded to a float before, in half the bytes. */
  readonly float: (initial?: number) => Cell;
  /** A copy, into bytes that are there already or new ones. */
  readonly save: (into?: Uint8Array) => Uint8Array;
  readonly restore: (saved: Uint8Array) => void;
  /** For what is worked out of the memory and kept beside it. */
  readonly whenRestored: (then: () => void) => void;
}

/** What a series may cost. */
export const MOST_STATE_BYTES = 8_192;
const ALIGNMENT = 8;
const HALF = 4;

/** Throws where more than `most_bytes` are asked for: a detector that does not fit is a bug. */
export function stateMemory(most_bytes = MOST_STATE_BYTES): StateMemory {
  const buffer = new ArrayBuffer(most_bytes);
  const followers: (() => void)[] = [];
  // Where four bytes were left behind an array.
  const halves: number[] = [];
  let used = 0;

  function take(bytes: number): number {
    const from = used;
    used += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    if (used > most_bytes) throw new RangeError(`State of ${used} bytes does not fit into ${most_bytes}.`);
    if (used - from - bytes >= HALF) halves.push(used - HALF);
    return from;
  }

  function half(): number {
    return halves.pop() ?? take(HALF);
  }

  function cell(element: Element, initial: number): Cell {
    element[0] = initial;
    return new MemoryCell(element);
  }

  function restore(saved: Uint8Array): void {
    if (saved.length !== used) throw new RangeError(`A state of ${saved.length} bytes is not one of ${used}.`);
    new Uint8Array(buffer).set(saved);
    for (const follow of followers) follow();
  }

  return {
    floats: (length, initial = 0) =>
      new Float32Array(buffer, take(length * Float32Array.BYTES_PER_ELEMENT), length).fill(initial),
    doubles: (initial) => {
      const doubles = new Float64Array(buffer, take(initial.length * Float64Array.BYTES_PER_ELEMENT), initial.length);
      doubles.set(initial);
      return doubles;
    },
    counters: (length) => new Uint16Array(buffer, take(length * Uint16Array.BYTES_PER_ELEMENT), length),
    bytes: (length) => new Uint8Array(buffer, take(length), length),
    number: (initial = 0) => cell(new Float64Array(buffer, take(Float64Array.BYTES_PER_ELEMENT), 1), initial),
    count: (initial = 0) => cell(new Uint32Array(buffer, half(), 1), initial),
    float: (initial = 0) => cell(new Float32Array(buffer, half(), 1), initial),
    save: (into = new Uint8Array(used)) => {
      into.set(new Uint8Array(buffer, 0, used));
      return into;
    },
    restore,
    whenRestored: (then) => {
      followers.push(then);
    },
  };
}
