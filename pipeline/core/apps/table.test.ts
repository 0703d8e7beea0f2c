import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "./table.ts";

test("any text comes back out of a line of CSV, with an apostrophe where a spreadsheet would run it", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (cells) => {
      const [read = []]: string[][] = parse(csvLine(cells), { relax_column_count: true, skip_empty_lines: false });
      expect(read.map((cell) => cell.replace(/^'/, ""))).toEqual(cells.map((cell) => cell.replace(/^'/, "")));
    }),
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=cmd", "\u00a0=1", "\uff1d1"])("defuses %j", (text) => {
  expect(csvLine([text])).toMatch(/^"?'/);
});

test("numbers stay numbers, lists are joined, and what is not known is empty", () => {
  const permission = { permission: "Mail.Read", type: "delegated", use: "unused" };
  expect(csvLine([-5, null, false, ["a", "b"], [permission], [{ part: "new_app", points: 10 }]])).toBe(
    '-5,,false,a; b,"Mail.Read (delegated, unused)",new_app 10\r\n'.replace("a; b", '"a; b"'),
  );
});
