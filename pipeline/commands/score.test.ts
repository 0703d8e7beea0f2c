import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
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
