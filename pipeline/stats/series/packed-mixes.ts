import type { StateMemory } from "../state-memory.ts";

/** Mixes: each says how a total is shared out to some levels. */
export interface PackedMixes {
  /** How much of a mix is at a level, as `level * length + mix`. */
  readonly counts: Uint8Array;
  readonly put: (mix: number, counts: Uint8Array) => void;
}

const BITS_A_BYTE = 8;

/**
 * Of each mix all levels but the last are kept, each in as few bits as the total takes (the total is below 256). They
 * stand unpacked beside the memory, because they are looked at far more often than changed.
 */
export function packedMixes(memory: StateMemory, length: number, levels: number, total: number): PackedMixes {
  const bits = 32 - Math.clz32(total);
  const mask = 2 ** bits - 1;
  // A count lies in two bytes at most; one more, so that there always is a second one.
  const packed = memory.bytes(Math.ceil((length * (levels - 1) * bits) / BITS_A_BYTE) + 1);
  const counts = new Uint8Array(length * levels);

  function put(mix: number, shares: Uint8Array): void {
    for (let level = 0; level < levels; level++) counts[level * length + mix] = shares[level] ?? 0;
    for (let level = 0; level < levels - 1; level++) pack(level * length + mix, shares[level] ?? 0);
  }

  function pack(place: number, count: number): void {
    const bit = place * bits;
    const changed = (pairAt(bit >>> 3) & ~(mask << (bit & 7))) | (count << (bit & 7));
    packed[bit >>> 3] = changed;
    packed[(bit >>> 3) + 1] = changed >>> BITS_A_BYTE;
  }

  function pairAt(byte: number): number {
    return (packed[byte] ?? 0) | ((packed[byte + 1] ?? 0) << BITS_A_BYTE);
  }

  function unpack(): void {
    const left = counts.subarray((levels - 1) * length).fill(total);
    let place = 0;
    for (let level = 0; level < levels - 1; level++) {
      for (let mix = 0; mix < length; mix++, place++) {
        const bit = place * bits;
        const count = (pairAt(bit >>> 3) >>> (bit & 7)) & mask;
        counts[place] = count;
        left[mix] = (left[mix] ?? 0) - count;
      }
    }
  }

  memory.whenRestored(unpack);
  return { counts, put };
}
