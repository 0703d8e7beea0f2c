import { randomUUID } from "node:crypto";
import type { BatchCounts, LineBatch } from "../../core/ports.ts";
import type { Connection, Params } from "../connection.ts";
import { type GroupedBatch, writeGroupRows } from "./group-rows.ts";
import { groupTurns } from "./group-turns.ts";
import { INSERT_SETTINGS, KEEP_FROM, type LandingLimits, limitParams, notJudged, readCounts } from "./landing.ts";

export interface LineGroups {
  /** Resolves once the lines are in the store; `row_bytes`: what they take as rows, at most. */
  readonly join: (batch: LineBatch, row_bytes: number) => Promise<BatchCounts>;
}

interface GroupMember extends GroupedBatch {
  readonly row_bytes: number;
  readonly resolve: (counts: BatchCounts) => void;
  readonly reject: (error: unknown) => void;
}

/** The rows of one insert: 8,000 events of common size take half of it. What does not fit is in the next one. */
const GROUP_BYTES = 8 * 1024 * 1024;

const INSERT_GROUP = `INSERT INTO landing (tenant, source, run_id, batch_id, keep_from, position, line)
SELECT tenant, source, run_id, batch_id, ${KEEP_FROM}, position, line
FROM input('tenant String, source String, run_id String, batch_id String, position String, line String') FORMAT RowBinary`;

/** Batches of many small senders as their lines, which the store reads and judges. */
export function createLineGroups(connection: Connection, limits?: LandingLimits): LineGroups {
  const params = limitParams(limits);
  const waiting: GroupMember[] = [];
  // Made once, as there is one insert at a time: fresh ones had the collector walk the whole heap again and again.
  const buffer = Buffer.allocUnsafeSlow(GROUP_BYTES);
  const insert = async (): Promise<number> => {
    const group = takeGroup(waiting);
    await commit({ connection, params, buffer }, group);
    return group.length;
  };
  const joined = groupTurns({ waiting: () => waiting.length, insert });
  return {
    join: (batch, row_bytes) =>
      new Promise((resolve, reject) => {
        waiting.push({ batch, batch_id: randomUUID(), row_bytes, resolve, reject });
        joined();
      }),
  };
}

/** The first that wait, up to the size of a group; at least one. */
function takeGroup(waiting: GroupMember[]): readonly GroupMember[] {
  let bytes = 0;
  let count = 0;
  for (const member of waiting) {
    bytes += member.row_bytes;
    if (count > 0 && bytes > GROUP_BYTES) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

interface GroupInsert {
  readonly connection: Connection;
  readonly params: Params;
  readonly buffer: Buffer;
}

/** Never rejects: every member learns what became of its lines. */
async function commit({ connection, params, buffer }: GroupInsert, group: readonly GroupMember[]): Promise<void> {
  try {
    const body = buffer.subarray(0, writeGroupRows(buffer, group));
    if (body.length > 0) await connection.execute({ sql: INSERT_GROUP, params, settings: INSERT_SETTINGS, body });
    const counts = await readCounts(
      connection,
      group.map(({ batch_id }) => batch_id),
    );
    for (const member of group) answer(member, counts.get(member.batch_id));
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

function answer({ batch, resolve, reject }: GroupMember, counts: BatchCounts | undefined): void {
  if (counts) resolve(counts);
  else if (batch.bytes.length === 0) resolve({ accepted: 0, quarantined: 0 });
  else reject(notJudged());
}
