import type { StateMemory } from "../state-memory.ts";

/** Numbers in three bytes each: floats without their last eight bits. Whole ones to 65,536 are exact, others to 2^-16. */
export interface ShortFloats {
  readonly at: (place: number) => number;
  readonly set: (place: number, value: number) => void;
}

const BYTES = 3;
/** Half of what the eight bits that are left out can hold, and ties go to the even one. */
const HALF_UP = 0x7f;

export function shortFloats(memory: StateMemory, length: number, initial: number): ShortFloats {
  const bytes = memory.bytes(length * BYTES);
  const float = new Float32Array(1);
  const word = new Uint32Array(float.buffer);

  function at(place: number): number {
    const from = place * BYTES;
    word[0] = ((bytes[from] ?? 0) << 8) | ((bytes[from + 1] ?? 0) << 16) | ((bytes[from + 2] ?? 0) << 24);
    return float[0] ?? 0;
  }

  function set(place: number, value: number): void {
    float[0] = value;
    const bits = word[0] ?? 0;
    const short = (bits + HALF_UP + ((bits >>> 8) & 1)) >>> 8;
    const from = place * BYTES;
    bytes[from] = short;
    bytes[from + 1] = short >>> 8;
    bytes[from + 2] = short >>> 16;
  }

  for (let place = 0; place < length; place++) set(place, initial);
  return { at, set };
}
