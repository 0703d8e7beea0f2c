import fc from "fast-check";
import { expect, test } from "vitest";
import { type AddressRange, disjointRanges } from "./disjoint-ranges.ts";

const cut = (ranges: readonly AddressRange[]): readonly AddressRange[] => {
  const sweep = disjointRanges();
  return [...ranges.flatMap((range) => sweep.add(range)), ...sweep.end()];
};

const ranges = fc
  .array(fc.tuple(fc.nat(60), fc.nat(20), fc.constantFrom("A", "B", "C")), { maxLength: 12 })
  .map((rows) => rows.map(([first, more, value]) => ({ first: BigInt(first), last: BigInt(first + more), value })))
  .map((rows) => rows.sort((one, other) => Number(one.first - other.first)));

test("gives every address to the narrowest range around it, the first of two, and leaves gaps alone", () => {
  fc.assert(
    fc.property(ranges, (given) => {
      const pieces = cut(given);
      for (let address = 0n; address < 90n; address++) {
        const around = given.filter((range) => range.first <= address && address <= range.last);
        const widths = around.map((range) => Number(range.last - range.first));
        const owner = around[widths.indexOf(Math.min(...widths))];
        const found = pieces.filter((piece) => piece.first <= address && address <= piece.last);
        expect(found.map((piece) => piece.value)).toEqual(owner ? [owner.value] : []);
      }
    }),
  );
});

test("leaves ranges that touch nobody as they are", () => {
  const alone = [
    { first: 1n, last: 4n, value: "A" },
    { first: 5n, last: 5n, value: "B" },
    { first: 9n, last: 12n, value: "A" },
  ];
  expect(cut(alone)).toEqual(alone);
});
