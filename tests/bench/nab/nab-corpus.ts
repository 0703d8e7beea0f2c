import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LabelledFile } from "./nab-rule.ts";

/** The public benchmark's 58 series with their label windows. */
export function readCorpus(home: string): LabelledFile[] {
  const labels: unknown = JSON.parse(readFileSync(join(home, "labels/combined_windows.json"), "utf8"));
  const data = join(home, "data");
  const names = readdirSync(data, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".csv"));
  return names.sort().map((name) => readSeries(join(data, name), name, windowsOf(labels, name)));
}

function windowsOf(labels: unknown, name: string): [string, string][] {
  const of_file: unknown = labels !== null && typeof labels === "object" ? Reflect.get(labels, name) : undefined;
  if (!Array.isArray(of_file)) throw new Error(`No label windows for ${name}.`);
  return of_file.map((window: unknown) => {
    const [from, to] = Array.isArray(window) ? window : [];
    return [String(from).slice(0, 19), String(to).slice(0, 19)];
  });
}

function readSeries(path: string, name: string, windows: readonly [string, string][]): LabelledFile {
  const rows = readFileSync(path, "utf8").trim().split("\n").slice(1);
  const times = rows.map((row) => row.slice(0, 19));
  return {
    name,
    category: name.split("/")[0] ?? name,
    at_ms: Float64Array.from(times, (time) => Date.parse(`${time.replace(" ", "T")}Z`)),
    values: Float64Array.from(rows, (row) => Number(row.slice(row.indexOf(",") + 1))),
    windows: windows.map(([from, to]) => [times.indexOf(from), times.indexOf(to)]),
  };
}
