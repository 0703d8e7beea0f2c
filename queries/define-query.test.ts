import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Query } from "./define-query.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));

function isQuery(value: unknown): value is Query {
  return typeof value === "object" && value !== null && "sql" in value && "params" in value && "row" in value;
}

const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".sql"))
  .map((name) => name.slice(0, -".sql".length));

/** Text without comments and literals, in which a brace may be anything. */
function codeOf(sql: string): string {
  return sql.replace(/--.*$/gm, "").replace(/'(?:[^'\\]|\\.)*'/g, "''");
}

describe.each(names)("%s", async (name) => {
  const module: Record<string, unknown> = await import(new URL(`./${name}.ts`, import.meta.url).href);
  const queries = Object.values(module).filter(isQuery);

  test("is one query under its own name", () => {
    expect(queries.map((query) => query.name)).toEqual([name]);
  });

  test("takes the parameters that it declares, no more and no fewer", () => {
    for (const { sql, params } of queries) {
      const used = new Set([...codeOf(sql).matchAll(/\{(\w+):[\w() ,]+\}/g)].map((match) => match[1]));
      expect([...used].sort()).toEqual(Object.keys(params.properties).sort());
    }
  });

  test("names the columns it reads", () => {
    for (const { sql } of queries) expect(codeOf(sql)).not.toMatch(/SELECT\s+\*/i);
  });
});
