import fc from "fast-check";
import { expect, test } from "vitest";
import { stateMemory } from "../state-memory.ts";
import { type PackedMixes, packedMixes } from "./packed-mixes.ts";

const MIXES = 9;

/** Levels that add up to the total. */
const shares = (total: number, levels: number): fc.Arbitrary<number[]> =>
  fc
    .array(fc.integer({ min: 0, max: total }), { minLength: levels - 1, maxLength: levels - 1 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), total])
    .map((cuts) => cuts.slice(1).map((cut, i) => cut - (cuts[i] ?? 0)));

const puts = fc
  .record({ total: fc.integer({ min: 1, max: 255 }), levels: fc.integer({ min: 2, max: 9 }) })
  .chain(({ total, levels }) =>
    fc.record({
      total: fc.constant(total),
      levels: fc.constant(levels),
      mixes: fc.array(fc.tuple(fc.integer({ min: 0, max: MIXES - 1 }), shares(total, levels)), { minLength: 1 }),
    }),
  );

test("what was put last is there, also in another's memory after it was restored", () => {
  fc.assert(
    fc.property(puts, ({ total, levels, mixes }) => {
      const [memory, other] = [stateMemory(), stateMemory()];
      const [packed, restored] = [memory, other].map((one) => packedMixes(one, MIXES, levels, total));
      for (const [mix, of_levels] of mixes) packed?.put(mix, Uint8Array.from(of_levels));
      other.restore(memory.save());
      for (const [mix, of_levels] of new Map(mixes)) {
        const levelsOf = (of?: PackedMixes): number[] => of_levels.map((_, i) => of?.counts[i * MIXES + mix] ?? -1);
        expect(levelsOf(packed)).toEqual(of_levels);
        expect(levelsOf(restored)).toEqual(of_levels);
      }
    }),
  );
});
