import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { liveBytes } from "../../tests/live-bytes.ts";
import { scoreFiles } from "./score.ts";

const CSV = "timestamp,value\n2026-10-05 00:00:00,1\n2026-10-05 00:05:00,2\n";
const { signal } = new AbortController();
let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tidemark-score-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

test("scores a folder into a folder and keeps the paths", async () => {
  mkdirSync(join(dir, "in", "deep"), { recursive: true });
  writeFileSync(join(dir, "in", "a.csv"), CSV);
  writeFileSync(join(dir, "in", "deep", "b.csv"), CSV);
  writeFileSync(join(dir, "in", "README.md"), "not a CSV");
  const { rows } = await scoreFiles({ in_path: join(dir, "in"), out_path: join(dir, "out"), signal });
  expect(rows).toBe(4);
  expect(readFileSync(join(dir, "out", "deep", "b.csv"), "utf8").split("\n")).toEqual([
    "timestamp,value,anomaly_score,expected,low,high,label,state",
    "2026-10-05 00:00:00,1,0,,,,0,learning",
    expect.stringContaining("2026-10-05 00:05:00,2,0,1,"),
    "",
  ]);
});

test("says what is missing in one sentence", async () => {
  const run = (in_path: string): Promise<unknown> => scoreFiles({ in_path, out_path: join(dir, "out"), signal });
  await expect(run(join(dir, "none.csv"))).rejects.toMatchObject({ code: "not_found" });
  mkdirSync(join(dir, "empty"));
  await expect(run(join(dir, "empty"))).rejects.toThrow("holds no .csv file");
  writeFileSync(join(dir, "bad.csv"), `${CSV}2026-10-05 00:10:00,three\n`);
  await expect(run(join(dir, "bad.csv"))).rejects.toThrow(/bad\.csv, line 4: "three" is no number/);
});

test("rows of every kind of trouble are answered with a mark, a row without a time ends it with its line", async () => {
  const rows = ["2026-10-05 00:00:00,1", "2026-10-05 00:05:00,", "2026-10-05 00:10:00,NaN", "2026-10-05 00:10:00,4"];
  // A gap of days, a row that is late, a value beyond all sense, and only a time.
  rows.push("2026-10-09 00:00:00,5", "2026-10-05 00:02:00,6", "2026-10-09 00:05:00,1e300", "2026-10-09 00:10:00");
  writeFileSync(join(dir, "odd.csv"), ["timestamp,value", ...rows].join("\r\n"));
  await scoreFiles({ in_path: join(dir, "odd.csv"), out_path: join(dir, "out.csv"), signal });
  const scored = readFileSync(join(dir, "out.csv"), "utf8").trim().split("\n").slice(1);
  const states = scored.map((line) => line.split(",")[7]);
  expect(states).toEqual(["learning", "absent", "absent", "repeated", "learning", "late", "learning", "absent"]);
  expect(scored.join("\n")).not.toMatch(/NaN|Infinity|undefined/);
  writeFileSync(join(dir, "bad.csv"), `${CSV},3\n`);
  const bad = scoreFiles({ in_path: join(dir, "bad.csv"), out_path: join(dir, "out.csv"), signal });
  await expect(bad).rejects.toThrow(/bad\.csv, line 4: "" is no time/);
});

test("counts lines alike however they end and wherever the file is cut while it is read", async () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    // A file is read in pieces of 64 KB: the heading and 4,680 of these with two bytes at the end leave the second to the next.
    const lines = Array.from({ length: 5_000 }, (_, row) => `${1_790_000_000 + row * 60},${row % 9}`);
    writeFileSync(join(dir, "long.csv"), ["timestamp,value", ...lines, "nonsense,1"].join(end));
    const run = scoreFiles({ in_path: join(dir, "long.csv"), out_path: join(dir, "out.csv"), signal });
    await expect(run).rejects.toThrow(/line 5002: "nonsense" is no time/);
  }
});

test("tells how far it is over all files, up to the end", async () => {
  for (const name of ["a.csv", "b.csv"]) writeFileSync(join(dir, name), CSV);
  const told: (readonly number[])[] = [];
  const progress = (...so_far: readonly number[]): number => told.push(so_far);
  await scoreFiles({ in_path: dir, out_path: join(dir, "out"), signal, progress });
  expect(told[0]).toEqual([CSV.length, 2 * CSV.length, 2]);
  expect(told.at(-1)).toEqual([2 * CSV.length, 2 * CSV.length, 4]);
});

test("never writes over what it reads", async () => {
  const path = join(dir, "a.csv");
  writeFileSync(path, CSV);
  symlinkSync(path, join(dir, "link.csv"));
  for (const [in_path, out_path] of [
    [path, path],
    [dir, dir],
    [path, join(dir, "link.csv")],
  ] as const)
    await expect(scoreFiles({ in_path, out_path, signal })).rejects.toMatchObject({ code: "wrong_usage" });
  await expect(scoreFiles({ in_path: path, out_path: dir, signal })).rejects.toThrow("name a file");
  expect(readFileSync(path, "utf8")).toBe(CSV);
});

test("a file without line ends is refused with its line, however long it is", async () => {
  writeFileSync(join(dir, "long.csv"), `timestamp,value\n${"7".repeat(3_000_000)}`);
  const run = scoreFiles({ in_path: join(dir, "long.csv"), out_path: join(dir, "out.csv"), signal });
  await expect(run).rejects.toThrow(/line 2: "7{40}" is no time/);
});

test("holds no row that it has scored", async () => {
  const lines = Array.from({ length: 100_000 }, (_, row) => `${1_790_000_000 + row * 60},${(row * 7919) % 101}`);
  const [in_path, out_path] = [join(dir, "in.csv"), join(dir, "out.csv")];
  writeFileSync(in_path, `timestamp,value\n${lines.join("\n")}\n`);
  const live: number[] = [];
  await scoreFiles({ in_path, out_path, signal, progress: () => live.push(liveBytes()) });
  // What a series remembers is full long before the middle. Whoever kept the other half would hold half of the file at least.
  const grown = (live.at(-1) ?? 0) - (live[Math.floor(live.length / 2)] ?? 0);
  expect(grown).toBeLessThan(statSync(out_path).size / 4);
}, 120_000);
