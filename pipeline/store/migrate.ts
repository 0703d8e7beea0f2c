import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "../core/errors.ts";
import type { Connection } from "./connection.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { withCredentials } from "./places/dictionary-credentials.ts";
import { readViews, replaceViews, VIEWS } from "./replace-views.ts";
import { statementsOf } from "./statements-of.ts";

const FOLDER = fileURLToPath(new URL("../../schemas/clickhouse/", import.meta.url));

interface Migration {
  readonly name: string;
  readonly checksum: string;
  readonly statements: readonly string[];
}

interface Applied {
  readonly checksum: string;
  readonly statements: number;
}

/** Bring the database up to date; answers the names of the files that brought something new. */
export async function migrate(connection: Connection, folder = FOLDER): Promise<readonly string[]> {
  await connection.execute({ sql: LEDGER });
  const applied = await readLedger(connection);
  const fresh: string[] = [];
  for (const migration of readMigrations(folder)) {
    const done = applied.get(migration.name);
    if (done && done.checksum !== migration.checksum) throw edited(migration.name);
    if ((done?.statements ?? 0) === migration.statements.length) continue;
    await apply(connection, migration, done?.statements ?? 0);
    fresh.push(migration.name);
  }
  return (await applyViews(connection, folder)) ? [...fresh, VIEWS] : fresh;
}

/** Names of the files that still have something to bring. */
export async function pendingMigrations(connection: Connection, folder = FOLDER): Promise<readonly string[]> {
  await connection.execute({ sql: LEDGER });
  const applied = await readLedger(connection);
  const open = readMigrations(folder).filter(
    ({ name, statements }) => applied.get(name)?.statements !== statements.length,
  );
  const names = open.map(({ name }) => name);
  return viewsAreOpen(applied, folder) ? [...names, VIEWS] : names;
}

/** Views are code: they follow their file. Answers whether there was anything to do. */
async function applyViews(connection: Connection, folder: string): Promise<boolean> {
  if (!viewsAreOpen(await readLedger(connection), folder)) return false;
  return oneAtATime(connection, "tidemark-views", async () => {
    const applied = await readLedger(connection);
    const views = readViews(folder);
    if (!views || !viewsAreOpen(applied, folder)) return false;
    const noted = applied.get(VIEWS)?.statements ?? 0;
    // Noted as begun first: whatever text is found after a crash, it is not what stands.
    await note(connection, { name: VIEWS, checksum: BEGUN }, noted + 1);
    await replaceViews(connection, views);
    await note(connection, { name: VIEWS, checksum: views.checksum }, noted + 2);
    return true;
  });
}

function viewsAreOpen(applied: ReadonlyMap<string, Applied>, folder: string): boolean {
  const views = readViews(folder);
  return views !== undefined && applied.get(VIEWS)?.checksum !== views.checksum;
}

const BEGUN = "begun";

const LEDGER = `CREATE TABLE IF NOT EXISTS schema_migrations
(name String, checksum String, statement UInt16, applied_at DateTime DEFAULT now())
ENGINE = MergeTree ORDER BY (name, statement)
COMMENT 'One row is one statement of one migration file that was applied. Of the views, the last row says which text stands.'`;

const READ_LEDGER =
  "SELECT name, argMax(checksum, statement) AS checksum, toUInt32(max(statement)) AS statements FROM schema_migrations GROUP BY name";

async function readLedger(connection: Connection): Promise<ReadonlyMap<string, Applied>> {
  const rows = await connection.json(READ_LEDGER);
  return new Map(rows.map(asLedgerRow).map(({ name, ...applied }) => [name, applied]));
}

function asLedgerRow(row: unknown): Applied & { readonly name: string } {
  const fields: Record<string, unknown> = Object(row);
  return {
    name: String(fields["name"]),
    checksum: String(fields["checksum"]),
    statements: Number(fields["statements"]),
  };
}

function readMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return names.sort().map((name) => {
    const text = readFileSync(join(folder, name), "utf8");
    const checksum = createHash("sha256").update(text).digest("hex");
    return { name, checksum, statements: statementsOf(text) };
  });
}

/** DDL is not transactional: each statement is noted by itself, so that a broken run goes on where it stopped. */
async function apply(connection: Connection, migration: Migration, from: number): Promise<void> {
  for (const [index, sql] of migration.statements.entries()) {
    if (index < from) continue;
    await createOnce(connection, withCredentials(sql, connection.endpoint));
    await note(connection, migration, index + 1);
  }
}

async function note(
  connection: Connection,
  { name, checksum }: { readonly name: string; readonly checksum: string },
  statement: number,
): Promise<void> {
  await connection.execute({
    sql: "INSERT INTO schema_migrations (name, checksum, statement) VALUES ({name:String}, {checksum:String}, {statement:UInt16})",
    params: { name, checksum, statement },
  });
}

/**
 * A table may be there already: a crash came between its statement and the note, or another process migrates at the
 * same moment.
 */
async function createOnce(connection: Connection, sql: string): Promise<void> {
  try {
    await connection.execute({ sql });
  } catch (error) {
    const exists = error instanceof AppError && error.message.includes("TABLE_ALREADY_EXISTS");
    if (!exists) throw error;
  }
}

function edited(name: string): AppError {
  const message = `Migration ${name} was edited after it had been applied here. Restore the file and put the change into a new one.`;
  return new AppError("migration_changed", message);
}
