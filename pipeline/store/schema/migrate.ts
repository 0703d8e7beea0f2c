import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "../../core/errors.ts";
import { answering, replicasOf } from "../cluster/answering.ts";
import { onReplica, type Peers } from "../cluster/on-replica.ts";
import type { Connection } from "../connection.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { withCredentials } from "../places/dictionary-credentials.ts";
import { readViews, replaceViews, VIEWS } from "./replace-views.ts";
import { statementsOf } from "./statements-of.ts";

const FOLDER = fileURLToPath(new URL("../../../schemas/clickhouse/", import.meta.url));

interface Migration {
  readonly name: string;
  readonly checksum: string;
  readonly statements: readonly string[];
}

interface Applied {
  readonly checksum: string;
  readonly statements: number;
}

/**
 * Bring the database up to date, on each replica where it has several; answers the names of the files that brought
 * something new.
 */
export async function migrate(connection: Connection, folder = FOLDER): Promise<readonly string[]> {
  const replicas = replicasOf(connection);
  const up = await answering(connection);
  const pending = await Promise.all(up.map((replica) => pendingOn(replica, folder)));
  if (pending.flat().length > 0 && up.length < replicas.length) throw incomplete(replicas, up);
  const brought: string[] = [];
  for (const replica of up) brought.push(...(await migrateOne(replica, folder, without(up, replica))));
  return [...new Set(brought)];
}

async function migrateOne(connection: Connection, folder: string, peers: Peers): Promise<readonly string[]> {
  await connection.execute({ sql: LEDGER });
  const applied = await readLedger(connection);
  const elsewhere = await Promise.all(peers.map(readLedger));
  const fresh: string[] = [];
  for (const migration of readMigrations(folder)) {
    const done = applied.get(migration.name);
    if (done && done.checksum !== migration.checksum) throw edited(migration.name);
    if ((done?.statements ?? 0) === migration.statements.length) continue;
    const peers_did = Math.max(0, ...elsewhere.map((ledger) => ledger.get(migration.name)?.statements ?? 0));
    await apply(connection, migration, done?.statements ?? 0, { peers, peers_did });
    fresh.push(migration.name);
  }
  return (await applyViews(connection, folder)) ? [...fresh, VIEWS] : fresh;
}

/** Names of the files that still have something to bring, to the replicas that answer. */
export async function pendingMigrations(connection: Connection, folder = FOLDER): Promise<readonly string[]> {
  const pending = await Promise.all((await answering(connection)).map((replica) => pendingOn(replica, folder)));
  return [...new Set(pending.flat())];
}

async function pendingOn(connection: Connection, folder: string): Promise<readonly string[]> {
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

/** What only makes something is found there when it is run again (`createOnce`). */
const MAKES = /^CREATE (?:TABLE|VIEW|MATERIALIZED VIEW) /m;

/**
 * DDL is not transactional: what is done is noted, so that a broken run goes on where it stopped. Statements in a row that
 * make something share a note, which takes as long as one of them; every other one has its own.
 */
async function apply(
  connection: Connection,
  migration: Migration,
  from: number,
  { peers, peers_did }: { readonly peers: Peers; readonly peers_did: number },
): Promise<void> {
  for (const [index, sql] of migration.statements.entries()) {
    if (index < from) continue;
    const own = await onReplica(sql, connection, { peers, done_elsewhere: index < peers_did });
    if (own !== undefined) await createOnce(connection, withCredentials(own, connection.endpoint));
    const next = migration.statements[index + 1] ?? "";
    if (!(MAKES.test(sql) && MAKES.test(next))) await note(connection, migration, index + 1);
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

function without(replicas: readonly Connection[], ...some: readonly Connection[]): readonly Connection[] {
  return replicas.filter((replica) => !some.includes(replica));
}

function incomplete(replicas: readonly Connection[], up: readonly Connection[]): AppError {
  const down = without(replicas, ...up).map(({ endpoint }) => endpoint.url);
  const message = `${down.join(" and ")} does not answer, and the tables are to be brought up to date: all replicas of a shard have to run for that.`;
  return new AppError("store_unavailable", message);
}

function edited(name: string): AppError {
  const message = `Migration ${name} was edited after it had been applied here. Restore the file and put the change into a new one.`;
  return new AppError("migration_changed", message);
}
