import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AppError } from "../../core/errors.ts";
import type { Connection } from "../connection.ts";
import { withCredentials } from "./dictionary-credentials.ts";
import type { PlaceDataset } from "./place-packages.ts";

/**
 * Load the dictionary where it does not hold the newest data: after a start of the server (else the first insert waits
 * for it), after a new load, and where a kill came between that load and this.
 */
export async function freshenDictionary(connection: Connection, { dictionary, dataset }: PlaceDataset): Promise<void> {
  const [row] = await connection.json(STALE, { dictionary, dataset });
  const fields: Record<string, unknown> = Object(row);
  if (Number(fields["stale"]) === 0) return;
  try {
    await reload(connection, dictionary);
  } catch (error) {
    if (!(error instanceof AppError && CREDENTIALS_REFUSED.test(error.message))) throw error;
    // The password was changed, or the folder moved without it, since the dictionary was defined.
    await connection.execute({ sql: withCredentials(definitionOf(dictionary), connection.endpoint) });
    await reload(connection, dictionary);
  }
}

const CREDENTIALS_REFUSED = /AUTHENTICATION_FAILED|ACCESS_DENIED/;

// The dictionary's clock counts whole seconds: one of doubt means one load too many, never one too few.
const STALE = `SELECT toUInt8(count() = 0) AS stale FROM system.dictionaries
WHERE database = currentDatabase() AND name = {dictionary:String} AND status = 'LOADED'
    AND last_successful_update_time > (SELECT toDateTime(max(loaded_at)) FROM place_loads WHERE dataset = {dataset:String})`;

function reload(connection: Connection, dictionary: string): Promise<void> {
  return connection.execute({ sql: "SYSTEM RELOAD DICTIONARY {dictionary:Identifier}", params: { dictionary } });
}

const MIGRATION = fileURLToPath(new URL("../../../schemas/clickhouse/0005_places.sql", import.meta.url));

function definitionOf(dictionary: string): string {
  const opening = `CREATE DICTIONARY IF NOT EXISTS ${dictionary}\n`;
  const [, rest = ""] = readFileSync(MIGRATION, "utf8").split(opening);
  return `CREATE OR REPLACE DICTIONARY ${dictionary}\n${rest.split(/;[ \t]*$/m, 1)[0] ?? ""}`;
}
