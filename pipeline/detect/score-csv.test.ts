import { expect, test } from "vitest";
import { SCORED_HEADER, scoreCsv } from "./score-csv.ts";

function linesOf(values: readonly (number | string)[]): string[] {
  const start = Date.UTC(2026, 9, 5);
  const timeOf = (row: number): string => new Date(start + row * 300_000).toISOString().slice(0, 19).replace("T", " ");
  return ["timestamp,value", ...values.map((value, row) => `${timeOf(row)},${value}`)];
}

const wave = Array.from({ length: 3000 }, (_, row) => 50 + 10 * Math.sin((2 * Math.PI * row) / 288));
const labelOf = (line: string): string => line.slice(line.lastIndexOf(",") + 1);
const scoreOf = (line: string): number => Number(line.split(",")[2]);

test("a value far beyond everything seen is labelled, an ordinary day is not", () => {
  const values = wave.map((value, row) => (row === 2500 ? 500 : value));
  const scored = scoreCsv("a.csv", linesOf(values));
  expect(scored[0]).toBe(SCORED_HEADER);
  expect(scored).toHaveLength(3001);
  const labelled = scored.flatMap((line, row) => (row > 0 && labelOf(line) === "1" ? [row - 1] : []));
  expect(labelled).toContain(2500);
  expect(labelled.filter((row) => row !== 2500).length).toBeLessThanOrEqual(1);
});

test("a row is scored by earlier rows only", () => {
  const all = scoreCsv("a.csv", linesOf(wave));
  expect(scoreCsv("a.csv", linesOf(wave.slice(0, 1500)))).toEqual(all.slice(0, 1501));
});

test("scores are shares, and a label is a score of a half or more", () => {
  for (const line of scoreCsv("a.csv", linesOf(wave.map((value, row) => (row % 700 === 0 ? 10 * value : value)))).slice(
    1,
  )) {
    expect(scoreOf(line)).toBeGreaterThanOrEqual(0);
    expect(scoreOf(line)).toBeLessThanOrEqual(1);
    expect(labelOf(line)).toBe(scoreOf(line) >= 0.5 ? "1" : "0");
  }
});

test("an absent value is passed on and not taken as 0", () => {
  const values = wave.map((value, row) => (row === 2500 ? "" : value));
  const scored = scoreCsv("a.csv", linesOf(values));
  expect(scored[2501]).toContain(",,0,");
  expect(labelOf(scored[2501] ?? "")).toBe("0");
});

test("bad input is named with its line", () => {
  const messageOf = (lines: string[]): string => {
    try {
      scoreCsv("a.csv", lines);
      return "";
    } catch (error) {
      return String(error);
    }
  };
  expect(messageOf(["time,number", "1,2"])).toContain("a.csv, line 1: the heading has to name");
  expect(messageOf(["timestamp,value", "2026-10-05 00:00:00,7", "yesterday,7"])).toContain(
    'line 3: "yesterday" is no time',
  );
  expect(messageOf(["timestamp,value", "2026-10-05 00:00:00,seven"])).toContain('line 2: "seven" is no number');
});

test("takes epoch seconds and milliseconds, quotes, other columns and a byte order mark", () => {
  const lines = [
    "\uFEFFid,timestamp,value",
    "7,1790000000,1",
    '7,"1790000300000","2"',
    "",
    "7,2026-09-21T10:00:00+02:00,3",
  ];
  expect(
    scoreCsv("a.csv", lines)
      .slice(1)
      .map((line) => line.split(",").slice(0, 2)),
  ).toEqual([
    ["1790000000", "1"],
    ["1790000300000", "2"],
    ["2026-09-21T10:00:00+02:00", "3"],
  ]);
});
