import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { statementsOf } from "../schema/statements-of.ts";
import { replicated } from "./replicated.ts";

const FOLDER = fileURLToPath(new URL("../../../schemas/clickhouse/", import.meta.url));
const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sql"));
const statements = files.flatMap((name) => statementsOf(readFileSync(`${FOLDER}${name}`, "utf8")));
const tables = statements.filter((sql) => /^CREATE TABLE /m.test(sql) && !sql.includes("ENGINE = Null"));
const nameOf = (sql: string): string => /^CREATE TABLE (\w+)/m.exec(sql)?.[1] ?? "";

test("all tables of all migrations that hold rows replicate, each at a place of its own", () => {
  const places = tables.map((sql) => /'(\/clickhouse\/[^']+)', '\{replica\}'/.exec(replicated(sql, "main"))?.[1]);
  expect(tables.length).toBeGreaterThan(50);
  expect(places).toEqual(tables.map((sql) => `/clickhouse/tables/main/{shard}/{database}/${nameOf(sql)}`));
  expect(new Set(places).size).toBe(tables.length);
});

test.each(tables.map((sql) => [nameOf(sql), sql]))("%s changes in its engine and that setting only", (_name, sql) => {
  const changed = replicated(sql, "main");
  const back = changed
    .replace(/Replicated(\w*MergeTree)\('[^']+', '\{replica\}'(?:, )?(.*?)\)$/m, (_, engine, args) =>
      args === "" ? engine : `${engine}(${args})`,
    )
    .replace(/SETTINGS replicated_deduplication_window = 0, /, "SETTINGS ")
    .replace(/\n?SETTINGS replicated_deduplication_window = 0$/m, "");
  expect(back).toBe(sql);
  expect(changed.match(/^SETTINGS /gm)).toHaveLength(1);
});

test("whatever else the migrations do is left as it is", () => {
  const others = statements.filter((sql) => !tables.includes(sql));
  expect(others.length).toBeGreaterThan(20);
  for (const sql of others) expect(replicated(sql, "main")).toBe(sql);
});

test.each([
  ["CREATE TABLE a (x Int8) ENGINE = MergeTree ORDER BY x", "ReplicatedMergeTree(P) ORDER BY x\nSETTINGS S"],
  ["CREATE TABLE a (x Int8) ENGINE = MergeTree() ORDER BY x", "ReplicatedMergeTree(P) ORDER BY x\nSETTINGS S"],
  [
    "CREATE TABLE IF NOT EXISTS a (x Int8)\nENGINE = ReplacingMergeTree(v, gone)\nORDER BY x\nSETTINGS b = 1\nCOMMENT 'ENGINE'",
    "ReplicatedReplacingMergeTree(P, v, gone)\nORDER BY x\nSETTINGS S, b = 1\nCOMMENT 'ENGINE'",
  ],
])("%s", (sql, expected) => {
  const text = expected
    .replace("P", "'/clickhouse/tables/c/{shard}/{database}/a', '{replica}'")
    .replace("S,", "replicated_deduplication_window = 0,")
    .replace(/S$/, "replicated_deduplication_window = 0");
  expect(replicated(sql, "c")).toContain(`ENGINE = ${text}`);
});
