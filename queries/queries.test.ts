import { describe, expect, test } from "vitest";
import { queryNamed, queryNames } from "./query-names.ts";

/** Text without comments and literals, in which a brace may be anything. */
function codeOf(sql: string): string {
  return sql.replace(/--.*$/gm, "").replace(/'(?:[^'\\]|\\.)*'/g, "''");
}

describe.each(queryNames())("%s", async (name) => {
  const { sql, params } = await queryNamed(name);

  test("takes the parameters that it declares, no more and no fewer", () => {
    const used = new Set([...codeOf(sql).matchAll(/\{(\w+):[\w() ,]+\}/g)].map((match) => match[1]));
    expect([...used].sort()).toEqual(Object.keys(params.properties).sort());
  });

  test("names the columns it reads", () => {
    expect(codeOf(sql)).not.toMatch(/SELECT\s+\*/i);
  });
});
