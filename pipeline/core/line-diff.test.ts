import fc from "fast-check";
import { expect, test } from "vitest";
import { changedLines, lineDiff } from "./line-diff.ts";

test("says which lines went and came, in order", () => {
  expect(lineDiff("a\nb\nc\n", "a\nx\nc\nd\n")).toEqual(["  a", "- b", "+ x", "  c", "+ d"]);
  expect(changedLines("severity: low\n", "severity: high\n")).toEqual(["- severity: low", "+ severity: high"]);
  expect(lineDiff("", "a\n")).toEqual(["+ a"]);
  expect(lineDiff("a\n", "a")).toEqual(["  a"]);
});

test("gives both texts back", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "- d", "+ e"), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before.join("\n"), after.join("\n"));
      const side = (sign: string) => lines.filter((line) => !line.startsWith(sign)).map((line) => line.slice(2));
      expect([side("+"), side("-")]).toEqual([before, after]);
    }),
  );
});
