import fc from "fast-check";
import { expect, test } from "vitest";
import { csvScorer, SCORED_HEADER } from "./score-csv.ts";

/** A whole CSV at once. */
function scoreCsv(name: string, lines: readonly string[]): string[] {
  const scorer = csvScorer(name);
  return [SCORED_HEADER, ...lines.flatMap((line) => scorer.line(line) ?? [])];
}

function linesOf(values: readonly (number | string)[]): string[] {
  const start = Date.UTC(2026, 9, 5);
  const timeOf = (row: number): string => new Date(start + row * 300_000).toISOString().slice(0, 19).replace("T", " ");
  return ["timestamp,value", ...values.map((value, row) => `${timeOf(row)},${value}`)];
}

const wave = Array.from({ length: 3000 }, (_, row) => 50 + 10 * Math.sin((2 * Math.PI * row) / 288));
const labelOf = (line: string): string => line.split(",")[6] ?? "";
const stateOf = (line: string): string => line.split(",")[7] ?? "";
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

test("cutting any series short changes no score before the cut", () => {
  const values = fc.array(
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 9 })),
    {
      minLength: 400,
      maxLength: 700,
    },
  );
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 400 }), (series, cut) => {
      const all = scoreCsv("a.csv", linesOf(series));
      expect(scoreCsv("a.csv", linesOf(series.slice(0, cut)))).toEqual(all.slice(0, cut + 1));
      expect(all.join("\n")).not.toMatch(/NaN|Infinity|undefined/);
    }),
    { numRuns: 6 },
  );
});

test("rows that repeat a time or come late are marked and not judged", () => {
  const lines = ["timestamp,value", "2026-10-05 00:05:00,1", "2026-10-05 00:05:00,2", "2026-10-05 00:00:00,3"];
  expect(scoreCsv("a.csv", lines).slice(1).map(stateOf)).toEqual(["learning", "repeated", "late"]);
});

test("every way of saying that there is no value gives an absent row", () => {
  const scored = scoreCsv("a.csv", linesOf([1, "NaN", "null", "", "N/A", 2]));
  expect(scored.slice(1).map(stateOf)).toEqual(["learning", "absent", "absent", "absent", "absent", "learning"]);
  expect(scored.join("\n")).not.toMatch(/nan|null/i);
});

test("one row, one value for ever and a heading alone have answers", () => {
  expect(scoreCsv("a.csv", linesOf([5]))).toHaveLength(2);
  expect(scoreCsv("a.csv", ["timestamp,value"])).toEqual([SCORED_HEADER]);
  expect(
    scoreCsv("a.csv", linesOf(Array(2000).fill(7)))
      .slice(1)
      .every((line) => labelOf(line) === "0"),
  ).toBe(true);
});

test("the first three days are marked as learning", () => {
  const states = scoreCsv("a.csv", linesOf(wave)).slice(1).map(stateOf);
  expect(states.indexOf("ready")).toBe(3 * 288);
});

test("a constant series that jumps alarms, and so does silence where calls are usual", () => {
  const jump = scoreCsv("a.csv", linesOf(Array.from({ length: 3000 }, (_, row) => (row < 2500 ? 5 : 6)))).slice(1);
  expect(jump.map(labelOf).indexOf("1")).toBe(2500);
  const calls = Array.from({ length: 3000 }, (_, row) => (row >= 2500 ? 0 : row % 5 === 0 ? 2 : 0));
  const silent = scoreCsv("a.csv", linesOf(calls)).slice(1);
  const at = silent.map(labelOf).indexOf("1", 2400);
  expect(at).toBeGreaterThanOrEqual(2500);
  expect(at).toBeLessThan(2600);
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
  expect(messageOf(["timestamp,value", "12,7"])).toContain('line 2: "12" is no time');
  expect(messageOf(["timestamp,value", "05/10/2026 08:00,7"])).toContain('line 2: "05/10/2026 08:00" is no time');
  expect(messageOf(["timestamp,value", "2026-10-05 00:00:00,Infinity"])).toContain('"Infinity" is no number');
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
