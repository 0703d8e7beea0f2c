import { AppError } from "../../core/errors.ts";
import { INSERT_MAX_SECONDS, SETTLE_DELAY_MS } from "../../core/insert-limit.ts";
import type { Connection } from "../connection.ts";

/**
 * Whoever works up to a moment trusts that all that was received SETTLE_DELAY_MS before it is there. A row is queued for
 * another replica when its insert ends, so that it may be missing there for the rest of that time, and no longer.
 */
const LATE_S = SETTLE_DELAY_MS / 1_000 - INSERT_MAX_SECONDS;

const BEHIND = `SELECT table, toUInt32(dateDiff('second', inserts_oldest_time, now())) AS late_s FROM system.replicas
WHERE database = currentDatabase() AND inserts_in_queue > 0 AND late_s > {late_s:UInt32}
ORDER BY late_s DESC LIMIT 1`;

/**
 * Rejects with `store_unavailable` while the replica in use lacks rows that another one took a while ago: one that was
 * not acknowledged, and is on a replica that is down, comes late.
 */
export async function caughtUp(connection: Connection): Promise<void> {
  if (!connection.endpoint.cluster) return;
  const [row] = await connection.json(BEHIND, { late_s: LATE_S });
  if (row === undefined) return;
  const { table, late_s } = Object(row);
  throw new AppError(
    "store_unavailable",
    `The replica in use has waited ${late_s} s for rows of ${table} that another one has. Work goes on when it has them.`,
  );
}
