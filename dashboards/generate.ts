import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { alertRulesFile } from "./alert-rules.ts";
import { DASHBOARDS } from "./dashboards.ts";
import { JSON_FOLDER } from "./kit/panel-queries.ts";

const ALERT_FOLDER = fileURLToPath(new URL("./provisioning/alerting/", import.meta.url));
const ALERT_FILE = "rules.yaml";

/** The text of each generated dashboard by the name of its file. */
function dashboardFiles(): ReadonlyMap<string, string> {
  return new Map(DASHBOARDS.map((one) => [`${one.uid ?? ""}.json`, `${JSON.stringify(one, null, 2)}\n`]));
}

/** Files that are not what the builders make. */
export function staleFiles(): readonly string[] {
  const wanted = dashboardFiles();
  const foreign = readdirSync(JSON_FOLDER).filter((name) => !wanted.has(name));
  const changed = [...wanted].filter(([name, text]) => textOf(JSON_FOLDER, name) !== text).map(([name]) => name);
  const rules = textOf(ALERT_FOLDER, ALERT_FILE) === alertRulesFile() ? [] : [ALERT_FILE];
  return [...foreign, ...changed, ...rules];
}

/** Write them all; answers how many. */
export function writeFiles(): number {
  mkdirSync(JSON_FOLDER, { recursive: true });
  const wanted = dashboardFiles();
  for (const name of readdirSync(JSON_FOLDER)) if (!wanted.has(name)) rmSync(join(JSON_FOLDER, name));
  for (const [name, text] of wanted) writeFileSync(join(JSON_FOLDER, name), text);
  writeFileSync(join(ALERT_FOLDER, ALERT_FILE), alertRulesFile());
  return wanted.size + 1;
}

function textOf(folder: string, name: string): string | undefined {
  return readdirSync(folder).includes(name) ? readFileSync(join(folder, name), "utf8") : undefined;
}
