import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openEmptyStore } from "../../../tests/test-store.ts";
import { migrate } from "./migrate.ts";

const { connection, rows } = await openEmptyStore();

let folder = "";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-migrations-"));
  for (const table of ["schema_migrations", "one", "two", "three"])
    await connection.execute({ sql: `DROP TABLE IF EXISTS ${table}` });
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, ...statements: readonly string[]): void {
  writeFileSync(join(folder, name), statements.map((sql) => `${sql};\n`).join("\n"));
}

const create = (table: string): string => `CREATE TABLE ${table} (n UInt8) ENGINE = MergeTree ORDER BY n`;
const insert = (table: string, n: number): string => `INSERT INTO ${table} VALUES (${n})`;

test("applies each file once, in the order of their names", async () => {
  file("0002_fill.sql", insert("one", 1), insert("one", 2));
  file("0001_one.sql", create("one"));
  expect(await migrate(connection, folder)).toEqual(["0001_one.sql", "0002_fill.sql"]);
  expect(await migrate(connection, folder)).toEqual([]);
  expect(await rows("SELECT n FROM one ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);
});

test("applies only what is new", async () => {
  file("0001_one.sql", create("one"));
  await migrate(connection, folder);
  file("0002_two.sql", create("two"));
  expect(await migrate(connection, folder)).toEqual(["0002_two.sql"]);
});

test("refuses a file that was edited after it had been applied, and changes nothing", async () => {
  file("0001_one.sql", create("one"));
  await migrate(connection, folder);
  file("0001_one.sql", create("one"), create("two"));
  file("0002_three.sql", create("three"));
  await expect(migrate(connection, folder)).rejects.toMatchObject({
    code: "migration_changed",
    message: expect.stringContaining("0001_one.sql"),
  });
  expect(await rows("SHOW TABLES LIKE 't%'")).toEqual([]);
});

test("goes on in the middle of a file where it was broken off", async () => {
  file("0001_one.sql", create("one"), insert("one", 1), create("two"), insert("two", 2));
  const gone = new Error("killed");
  const broken = {
    ...connection,
    execute: (statement: { readonly sql: string }) =>
      statement.sql.includes("INSERT INTO two") ? Promise.reject(gone) : connection.execute(statement),
  };
  await expect(migrate(broken, folder)).rejects.toBe(gone);
  expect(await migrate(connection, folder)).toEqual(["0001_one.sql"]);
  expect(await rows("SELECT (SELECT count() FROM one) AS one, (SELECT count() FROM two) AS two")).toEqual([
    { one: 1, two: 1 },
  ]);
});

test("goes on when it was broken off between a statement and its note", async () => {
  file("0001_one.sql", create("one"), create("two"));
  await connection.execute({ sql: create("one") });
  expect(await migrate(connection, folder)).toEqual(["0001_one.sql"]);
  expect(await migrate(connection, folder)).toEqual([]);
});

test("brings a new store up to date although two processes do it at once", async () => {
  file("0001_one.sql", create("one"), create("two"), create("three"));
  await Promise.all([migrate(connection, folder), migrate(connection, folder), migrate(connection, folder)]);
  expect(await migrate(connection, folder)).toEqual([]);
  expect(await rows("SHOW TABLES")).toHaveLength(4);
});

test("fails with the server's words when a statement is wrong, and goes on once it is mended", async () => {
  file("0001_one.sql", create("one"), "CREATE TABLE two (n Nonsense) ENGINE = MergeTree ORDER BY n");
  await expect(migrate(connection, folder)).rejects.toMatchObject({ code: "store_refused" });
  file("0001_one.sql", create("one"), create("two"));
  expect(await migrate(connection, folder)).toEqual(["0001_one.sql"]);
  expect(await rows("SELECT statement FROM schema_migrations")).toEqual([{ statement: 2 }]);
});
