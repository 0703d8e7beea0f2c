/** Uniform numbers from 0 up to, not including, 1. */
export type Random = () => number;

const TWO_TO_32 = 2 ** 32;
/** Rounds thrown away after seeding, as PractRand's own seeding does (12), with three to spare. */
const WARM_UP_ROUNDS = 15;

/**
 * A stream of its own for every seed and path, so that one app's numbers do not move when another app draws more.
 * Generator: sfc32 of Chris Doty-Humphrey's PractRand (public domain). Seeding: splitmix32 (Steele, Lea and Flood's
 * SplitMix with 32-bit finalisers from Christopher Wellons' hash-prospector), fed with FNV-1a hashes of the path.
 */
export function randomStream(seed: number, ...path: readonly (string | number)[]): Random {
  const key = path.join("/");
  const low = seed >>> 0;
  const high = Math.floor(seed / TWO_TO_32) >>> 0;
  const words = splitmix32((low ^ Math.imul(high, 0x85ebca6b) ^ fnv1a(key)) | 0);
  const random = sfc32(words() ^ low, words() ^ high, words());
  for (let round = 0; round < WARM_UP_ROUNDS; round++) random();
  return random;
}

function sfc32(seedA: number, seedB: number, seedC: number): Random {
  let a = seedA | 0;
  let b = seedB | 0;
  let c = seedC | 0;
  let counter = 1;
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / TWO_TO_32;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
