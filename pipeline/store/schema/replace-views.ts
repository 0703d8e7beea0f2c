import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../core/errors.ts";
import { INSERT_MAX_SECONDS } from "../../core/insert-limit.ts";
import type { Connection } from "../connection.ts";
import { statementsOf } from "./statements-of.ts";

/** The file, as the ledger calls it. */
export const VIEWS = "views/landing.sql";

/** The landing's code: views, and tables that hold nothing. */
export interface Views {
  readonly checksum: string;
  readonly tables: readonly Named[];
  /** Through which all rows come. */
  readonly doors: readonly Named[];
  /** What stands behind them, in the order of the flow. */
  readonly views: readonly Named[];
}

interface Named {
  readonly name: string;
  readonly sql: string;
}

const POLL_MS = 50;
/** An insert gives up before this. */
const UNDER_WAY_MAX_MS = INSERT_MAX_SECONDS * 1_250;
const MILLISECONDS = 1_000;

export function readViews(folder: string): Views | undefined {
  const path = join(folder, VIEWS);
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  const statements = statementsOf(text);
  const first_table = statements.findIndex((sql) => tableIn(sql).length > 0);
  const tables = statements.flatMap(tableIn);
  const doors = statements.slice(0, first_table).flatMap(viewIn);
  const views = statements.slice(first_table).flatMap(viewIn);
  if (doors.length === 0 || tables.length + doors.length + views.length !== statements.length)
    throw new Error(`${VIEWS} may hold nothing but materialized views and tables with engine Null`);
  const checksum = createHash("sha256").update(text).digest("hex");
  return { checksum, tables, doors, views };
}

/**
 * Take the old views away and make the new ones. The doors go first and come back last: an insert that
 * comes meanwhile finds no view at all, is counted nowhere, and so is not acknowledged. One that came before is let
 * through. Broken off anywhere, no door leads to less than all, and the next try begins anew.
 */
export async function replaceViews(connection: Connection, { tables, doors, views }: Views): Promise<void> {
  for (const { name } of doors) await connection.execute({ sql: `DROP VIEW IF EXISTS ${name}` });
  await earlierInserts(connection);
  for (const { name } of views) await connection.execute({ sql: `DROP VIEW IF EXISTS ${name}` });
  for (const { name } of tables) await connection.execute({ sql: `DROP TABLE IF EXISTS ${name}` });
  for (const { sql } of tables) await connection.execute({ sql });
  for (const { sql } of views.toReversed()) await connection.execute({ sql });
  for (const { sql } of doors) await connection.execute({ sql });
}

const EARLIER_INSERTS = `SELECT toUInt32(count()) AS found FROM system.processes
WHERE query_kind = 'Insert' AND current_database = currentDatabase() AND match(query, '^INSERT INTO landing(_events)? ') AND elapsed >= {elapsed_s:Float64}`;

/** Wait until every insert that may have come through a door has ended: it needs the views behind. */
async function earlierInserts(connection: Connection): Promise<void> {
  const shut_at = performance.now();
  for (;;) {
    const waited_ms = performance.now() - shut_at;
    const [row] = await connection.json(EARLIER_INSERTS, { elapsed_s: waited_ms / MILLISECONDS });
    if (Number(Object(row).found) === 0) return;
    if (waited_ms > UNDER_WAY_MAX_MS)
      throw new AppError("store_unavailable", "An insert into the landing does not end. Run this again when it has.");
    await sleep(POLL_MS);
  }
}

function tableIn(sql: string): readonly Named[] {
  return named(sql, /^CREATE TABLE (\w+)\s[\s\S]*\sENGINE = Null\s/m);
}

function viewIn(sql: string): readonly Named[] {
  return named(sql, /^CREATE MATERIALIZED VIEW (\w+) TO /m);
}

function named(sql: string, pattern: RegExp): readonly Named[] {
  const name = pattern.exec(sql)?.[1];
  return name === undefined ? [] : [{ name, sql }];
}
