import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { AppError } from "../core/errors.ts";
import type { ImportRun, ImportRuns } from "../core/ports.ts";
import type { Connection } from "./connection.ts";

const Row = Type.Object({
  run_key: Type.String(),
  run_id: Type.String(),
  source: Type.String(),
  tenant: Type.String(),
  started_at: Type.Number(),
  revision: Type.Number(),
  cursor: Type.String(),
  read: Type.Number(),
  quarantined: Type.Number(),
  done: Type.Number(),
  owner: Type.String(),
});
type Row = Static<typeof Row>;

const LATEST = `SELECT run_key, run_id, source, tenant, toFloat64(toUnixTimestamp64Milli(ingest_runs.started_at)) AS started_at,
    toFloat64(revision) AS revision, cursor, toFloat64(read) AS read, toFloat64(quarantined) AS quarantined, toUInt32(done) AS done, owner
FROM ingest_runs FINAL
WHERE run_key = {run_key:String}
ORDER BY ingest_runs.started_at DESC, run_id
LIMIT 1`;

const SAVE = `INSERT INTO ingest_runs (run_key, run_id, source, tenant, started_at, revision, cursor, read, quarantined, done, owner)
SELECT {run_key:String}, {run_id:String}, {source:String}, {tenant:String}, fromUnixTimestamp64Milli({started_at:Int64}, 'UTC'),
    {revision:UInt64}, {cursor:String}, {read:UInt64}, {quarantined:UInt64}, {done:UInt8}, {owner:String}`;

/** The cursors of imports, kept in the store itself: a store that is set back sets its imports back with it. */
export function createImportRuns(connection: Connection): ImportRuns {
  return {
    latest: async (run_key) => {
      const [row] = await connection.json(LATEST, { run_key });
      return row === undefined ? undefined : toRun(row);
    },
    save: (run) => connection.execute({ sql: SAVE, params: { ...run, done: run.done ? 1 : 0 } }),
  };
}

function toRun(row: unknown): ImportRun {
  if (!Value.Check(Row, row))
    throw new AppError("store_refused", "ingest_runs holds a row of another shape than expected.");
  const { done, ...rest } = row satisfies Row;
  return { ...rest, done: done === 1 };
}
