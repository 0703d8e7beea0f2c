import fc from "fast-check";
import { expect, test } from "vitest";
import { type Network, networksOf } from "./networks-of.ts";

const LAST = (1n << 128n) - 1n;

const sizeOf = ({ bits }: Network): bigint => 1n << BigInt(128 - bits);

test.each([
  ["one address", 5n, 5n, [[5n, 128]]],
  ["one network", 0xffff_0808_0800n, 0xffff_0808_08ffn, [[0xffff_0808_0800n, 120]]],
  ["all addresses", 0n, LAST, [[0n, 0]]],
  [
    "all but the first",
    1n,
    8n,
    [
      [1n, 128],
      [2n, 127],
      [4n, 126],
      [8n, 128],
    ],
  ],
  ["the last one", LAST, LAST, [[LAST, 128]]],
] as const)("makes networks of %s", (_what, first, last, expected) => {
  expect(networksOf(first, last).map(({ address, bits }) => [address, bits])).toEqual(expected);
});

const address = fc.oneof(
  fc.bigInt({ min: 0n, max: LAST }),
  fc.bigInt({ min: 0n, max: 1n << 40n }),
  fc.tuple(fc.bigInt({ min: 0n, max: 0xffffn }), fc.nat(112)).map(([value, shift]) => value << BigInt(shift)),
);

test("covers every range without gap or overlap, by aligned networks, none of which could be joined", () => {
  fc.assert(
    fc.property(address, address, (one, other) => {
      const [first, last] = one <= other ? [one, other] : [other, one];
      const networks = networksOf(first, last);
      const ends = networks.map((network) => network.address + sizeOf(network));
      expect(networks.map(({ address }) => address)).toEqual([first, ...ends.slice(0, -1)]);
      expect(ends.at(-1)).toBe(last + 1n);
      const aligned = networks.filter((network) => network.address % sizeOf(network) === 0n);
      expect(aligned).toEqual(networks);
      const joinable = networks.filter(
        ({ address, bits }, index) =>
          networks[index + 1]?.bits === bits && address % (sizeOf({ address, bits }) * 2n) === 0n,
      );
      expect(joinable).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
