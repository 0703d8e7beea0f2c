import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DASHBOARDS } from "./dashboards.ts";
import { JSON_FOLDER } from "./panel-queries.ts";

/** The text of each generated file by its name. */
function generatedFiles(): ReadonlyMap<string, string> {
  return new Map(DASHBOARDS.map((one) => [`${one.uid ?? ""}.json`, `${JSON.stringify(one, null, 2)}\n`]));
}

/** Names of files that are not what the builders make. */
export function staleFiles(folder = JSON_FOLDER): readonly string[] {
  const wanted = generatedFiles();
  const there = readdirSync(folder).filter((name) => !wanted.has(name));
  return [...there, ...[...wanted].filter(([name, text]) => textOf(folder, name) !== text).map(([name]) => name)];
}

export function writeFiles(folder = JSON_FOLDER): number {
  mkdirSync(folder, { recursive: true });
  const wanted = generatedFiles();
  for (const name of readdirSync(folder)) if (!wanted.has(name)) rmSync(join(folder, name));
  for (const [name, text] of wanted) writeFileSync(join(folder, name), text);
  return wanted.size;
}

function textOf(folder: string, name: string): string | undefined {
  return readdirSync(folder).includes(name) ? readFileSync(join(folder, name), "utf8") : undefined;
}
