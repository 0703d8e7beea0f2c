import { isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ipAddressIn } from "./ip-address.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["203.0.113.7:443", "203.0.113.7"],
  ["[2001:db8::1]:443", "2001:db8::1"],
  ["[2001:db8::1]", "2001:db8::1"],
  ["2001:db8::1:443", "2001:db8::1:443"],
  ["::ffff:203.0.113.7", "::ffff:203.0.113.7"],
  ["AWS Internal", null],
  ["ec2.amazonaws.com", null],
  ["256.1.1.1", null],
  ["1:2", null],
  [null, null],
])("%s holds the address %s", (text, address) => {
  expect(ipAddressIn(text)).toBe(address);
});

test("knows every address that node knows, and nothing else without a port", () => {
  const near_misses = fc.string({ unit: fc.constantFrom(..."0123456789abf:."), maxLength: 24 });
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), near_misses), (text) => {
      const with_port_of_v4 = /^[\d.]+:\d{1,5}$/.test(text);
      if (!with_port_of_v4) expect(ipAddressIn(text)).toBe(isIP(text) === 0 ? null : text);
    }),
    { numRuns: 2000 },
  );
});
