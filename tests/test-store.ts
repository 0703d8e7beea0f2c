import { randomBytes } from "node:crypto";
import { afterAll, afterEach, inject } from "vitest";
import { openStore, type Store } from "../pipeline/store/open-store.ts";
import { migrate } from "../pipeline/store/schema/migrate.ts";

export interface TestStore extends Store {
  /** Any one query as the owner: for what a test wants to see. 64-bit numbers must be cast by the query. */
  readonly rows: (sql: string) => Promise<readonly unknown[]>;
  /** The one number that `expression` is over `from`. */
  readonly number: (expression: string, from: string) => Promise<number>;
}

/** A store in a fresh database of the run's one server, migrated. Call it once in a file, outside of the tests. */
export async function openTestStore(): Promise<TestStore> {
  const store = await openEmptyStore();
  await migrate(store.connection);
  return store;
}

/** The same without our tables. The database is dropped after the file, unless a test failed and somebody may look. */
export async function openEmptyStore(): Promise<TestStore> {
  const database = `test_${randomBytes(8).toString("hex")}`;
  const store = await openStore({ kind: "server", database, ...inject("clickhouse") });
  let failed = false;
  afterEach(({ task }) => {
    failed ||= task.result?.state === "fail";
  });
  afterAll(async () => {
    if (!failed) await store.connection.execute({ sql: `DROP DATABASE ${database}` });
    await store.close();
  });
  return {
    ...store,
    rows: (sql) => store.connection.json(sql),
    number: (expression, from) => number(store, expression, from),
  };
}

async function number(store: Store, expression: string, from: string): Promise<number> {
  const [row] = await store.connection.json(`SELECT toFloat64(${expression}) AS found FROM ${from}`);
  return Number(Object(row).found);
}
