import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { queryNames } from "../queries/query-names.ts";

const TEXT = readFileSync(new URL("../docs/parity.md", import.meta.url), "utf8");
const OPENAPI: { readonly paths: Readonly<Record<string, object>> } = JSON.parse(
  readFileSync(new URL("../docs/openapi.json", import.meta.url), "utf8"),
);
const QUERIES = new Set(queryNames());
/** What the reference numbers: cards, columns, tabs. */
const FEATURES = [...numbered("I", 9), ...numbered("L", 22), ...numbered("V", 7)];

interface Row {
  readonly feature: string;
  readonly queries: readonly string[];
  readonly address: string;
  readonly remarks: string;
}

/** Every row of every table: the last three cells are queries, address and remarks. */
const ROWS: readonly Row[] = TEXT.split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (-+|#|surface) /.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .map((cells) => ({
    feature: cells[0] ?? "",
    queries: quoted(cells.at(-3)),
    address: quoted(cells.at(-2))[0] ?? "",
    remarks: cells.at(-1) ?? "",
  }));

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${letter}${n + 1}`);
}

function quoted(cell = ""): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
}

test("has a row for every card, column and tab", () => {
  const features = ROWS.map(({ feature }) => feature);
  expect(FEATURES.filter((feature) => !features.includes(feature))).toEqual([]);
});

test("names queries that exist", () => {
  expect(ROWS.flatMap(({ queries }) => queries).filter((query) => !QUERIES.has(query))).toEqual([]);
});

test("names addresses that the service answers", () => {
  const known = Object.entries(OPENAPI.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const named = ROWS.map(({ address }) => address).filter((address) => address !== "");
  expect(named.filter((address) => !known.includes(address))).toEqual([]);
});

test("says why where it names no query", () => {
  for (const { queries, address, remarks } of ROWS) expect(queries.length > 0 ? address : remarks).not.toBe("");
});
