import fc from "fast-check";
import { expect, test } from "vitest";
import { stableHash } from "./stable-hash.ts";

/** The same object with its keys the other way round, at every depth. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, turned(inner)]),
  );
}

test("does not depend on the order of keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(stableHash(turned(value))).toBe(stableHash(value));
    }),
  );
});

test("numbers as text, and fields that hold nothing, make no difference; values and their places do", () => {
  expect(stableHash({ a: 1, b: true, c: null, d: "" })).toBe(stableHash({ b: "true", a: "1" }));
  expect(stableHash({ a: 1 })).not.toBe(stableHash({ a: 2 }));
  expect(stableHash(["a", "b"])).not.toBe(stableHash(["b", "a"]));
  expect(stableHash({ a: { b: "1" } })).not.toBe(stableHash({ a: '{"b":"1"}' }));
});

test("answers for values of any depth", () => {
  let deep: unknown = 1;
  for (let n = 0; n < 100_000; n += 1) deep = [deep];
  expect(stableHash(deep)).toMatch(/^[\da-f]{32}$/);
});
