/**
 * A statement of a migration file as a replica of the cluster runs it: its table replicates, and its replicas meet in
 * Keeper under the cluster's name, their shard, the database and the table. Anything else comes back as it is: views,
 * dictionaries and tables that hold nothing belong to their node.
 */
export function replicated(sql: string, cluster: string): string {
  const table = TABLE.exec(sql)?.[1];
  if (table === undefined || !ENGINE.test(sql)) return sql;
  const place = `'/clickhouse/tables/${cluster}/{shard}/{database}/${table}', '{replica}'`;
  const engine = sql.replace(ENGINE, (_, kind: string, args?: string) => {
    const versioned = args === undefined || args.trim() === "" ? place : `${place}, ${args}`;
    return `ENGINE = Replicated${kind}MergeTree(${versioned})`;
  });
  return withSettings(engine);
}

const TABLE = /^CREATE TABLE (?:IF NOT EXISTS )?(\w+)\s/m;
const ENGINE = /\bENGINE = (\w*)MergeTree\b(?:\(([^()]*)\))?/;

/**
 * An insert that looks like an earlier one is no copy of it: raising an epoch twice is two equal rows. Replicated tables
 * would drop the second block as a retry of the first; what may come twice here replaces itself anyway.
 */
const SETTINGS = "replicated_deduplication_window = 0";
const SETTINGS_CLAUSE = /^SETTINGS /m;
const COMMENT_CLAUSE = /\s*^COMMENT '/m;

function withSettings(sql: string): string {
  if (SETTINGS_CLAUSE.test(sql)) return sql.replace(SETTINGS_CLAUSE, `SETTINGS ${SETTINGS}, `);
  if (COMMENT_CLAUSE.test(sql)) return sql.replace(COMMENT_CLAUSE, (comment) => `\nSETTINGS ${SETTINGS}${comment}`);
  return `${sql}\nSETTINGS ${SETTINGS}`;
}
