import type { Connection } from "../connection.ts";
import { replicated } from "./replicated.ts";

/** The other replicas of a shard; none without a cluster. */
export type Peers = readonly Connection[];

/**
 * What a replica has to run of one statement of a migration; nothing where another one has done it for all. Replicas
 * share what columns a table has: the first one makes it as the file says and changes it, and whoever comes later,
 * perhaps years later, takes it over as it is now. What belongs to a node alone is run on each.
 */
export async function onReplica(
  sql: string,
  connection: Connection,
  { peers, done_elsewhere }: { readonly peers: Peers; readonly done_elsewhere: boolean },
): Promise<string | undefined> {
  const { cluster } = connection.endpoint;
  if (!cluster) return sql;
  const changed = CHANGES.exec(sql)?.[1];
  if (changed !== undefined && done_elsewhere && !OF_A_NODE.test(sql))
    return (await definition(connection, changed)) === undefined ? sql : undefined;
  const table = MAKES.exec(sql)?.[1];
  const own = replicated(sql, cluster.name);
  if (table === undefined || own === sql) return own;
  const definitions = await Promise.all(peers.map((peer) => definition(peer, table)));
  return definitions.find((found) => found !== undefined) ?? own;
}

const MAKES = /^CREATE TABLE (?:IF NOT EXISTS )?(\w+)\s/m;
const CHANGES = /^ALTER TABLE (\w+)\s/m;
/** Settings of a table are each replica's own. */
const OF_A_NODE = /\sMODIFY SETTING\s/;

const DEFINITION = `SELECT create_table_query AS sql FROM system.tables
WHERE database = currentDatabase() AND name = {table:String} AND startsWith(engine, 'Replicated')`;

/** None where there is no such table, or none that replicates. */
async function definition(connection: Connection, table: string): Promise<string | undefined> {
  const [row] = await connection.json(DEFINITION, { table });
  return row === undefined ? undefined : String(Object(row).sql);
}
