import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The text of `NAME.sql` in this folder. */
export function statement(name: string): string {
  return readFileSync(fileURLToPath(new URL(`./${name}.sql`, import.meta.url)), "utf8");
}
