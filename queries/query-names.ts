import { readdirSync } from "node:fs";
import type { Query } from "./define-query.ts";

const FOLDER = new URL(".", import.meta.url);

/** What several queries have in common; no query. */
const PART = ".part.sql";

/** All queries by their names, in order. */
export function queryNames(): readonly string[] {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".sql") && !file.endsWith(PART))
    .map((file) => file.slice(0, -".sql".length))
    .sort();
}

/** The query of that name, one of `queryNames()`. */
export async function queryNamed(name: string): Promise<Query> {
  const module: Record<string, unknown> = await import(new URL(`${name}.ts`, FOLDER).href);
  const query = Object.values(module).find((value) => isQuery(value, name));
  if (!isQuery(query, name)) throw new Error(`queries/${name}.ts defines no query`);
  return query;
}

function isQuery(value: unknown, name: string): value is Query {
  return typeof value === "object" && value !== null && "sql" in value && "name" in value && value.name === name;
}
