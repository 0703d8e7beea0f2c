import { randomUUID } from "node:crypto";
import type { BatchCounts, Landing, LineBatch } from "../core/ports.ts";
import type { Connection } from "./connection.ts";
import { groupRows } from "./group-rows.ts";
import { createLanding, INSERT_SETTINGS } from "./landing.ts";

/** One sender's lines on their way; its `batch_id` is how its counts are told from the others'. */
export interface GroupMember {
  readonly batch: LineBatch;
  readonly batch_id: string;
  readonly resolve: (counts: BatchCounts) => void;
  readonly reject: (error: unknown) => void;
}

/** A batch from here on is worth an insert of its own. */
const LARGE_BYTES = 4 * 1024 * 1024;
/** One insert's bytes at most; the rest is in the next one. */
const GROUP_BYTES = 16 * 1024 * 1024;
/** While two inserts are under way, what comes waits and makes up the next: few under load, none held up without. */
const INSERTS_UNDER_WAY = 2;

const INSERT_GROUP = `INSERT INTO landing (tenant, source, run_id, batch_id, position, line)
SELECT tenant, source, run_id, batch_id, position, line
FROM input('tenant String, source String, run_id String, batch_id String, position String, line String') FORMAT RowBinary`;

const COUNTS = `SELECT batch_id, toUInt32(sum(accepted)) AS accepted, toUInt32(sum(quarantined)) AS quarantined
FROM batches WHERE batch_id IN {batch_ids:Array(String)} GROUP BY batch_id`;

/**
 * A landing for many small senders: batches that come while inserts are under way go together in the next one. Each
 * sender still gets its own counts, after its own lines are in the store.
 */
export function createGroupedLanding(connection: Connection): Landing {
  const direct = createLanding(connection);
  const waiting: GroupMember[] = [];
  let under_way = 0;
  const pump = (): void => {
    while (under_way < INSERTS_UNDER_WAY && waiting.length > 0) {
      under_way += 1;
      void commit(connection, takeGroup(waiting)).then(() => {
        under_way -= 1;
        pump();
      });
    }
  };
  const join = (batch: LineBatch): Promise<BatchCounts> =>
    new Promise((resolve, reject) => {
      waiting.push({ batch, batch_id: randomUUID(), resolve, reject });
      pump();
    });
  return {
    writeLines: (batch, signal) => (batch.bytes.length < LARGE_BYTES ? join(batch) : direct.writeLines(batch, signal)),
    writeRows: direct.writeRows,
  };
}

/** The first that wait, up to the size of a group; at least one. */
function takeGroup(waiting: GroupMember[]): readonly GroupMember[] {
  let bytes = 0;
  let count = 0;
  for (const member of waiting) {
    bytes += member.batch.bytes.length;
    if (count > 0 && bytes > GROUP_BYTES) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

/** Never rejects: every member learns what became of its lines. */
async function commit(connection: Connection, group: readonly GroupMember[]): Promise<void> {
  try {
    const body = groupRows(group);
    if (body.length > 0) await connection.execute({ sql: INSERT_GROUP, settings: INSERT_SETTINGS, body });
    const counts = await readCounts(connection, group);
    for (const { batch_id, resolve } of group) resolve(counts.get(batch_id) ?? { accepted: 0, quarantined: 0 });
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

async function readCounts(
  connection: Connection,
  group: readonly GroupMember[],
): Promise<ReadonlyMap<string, BatchCounts>> {
  const rows = await connection.json(COUNTS, { batch_ids: group.map(({ batch_id }) => batch_id) });
  return new Map(
    rows.map((row) => {
      const fields: Record<string, unknown> = Object(row);
      const counts = { accepted: Number(fields["accepted"]), quarantined: Number(fields["quarantined"]) };
      return [String(fields["batch_id"]), counts];
    }),
  );
}
