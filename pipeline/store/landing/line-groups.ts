import { randomUUID } from "node:crypto";
import type { BatchCounts, LineBatch } from "../../core/ports.ts";
import type { Connection, Params } from "../connection.ts";
import { writeLineRows } from "./group-rows.ts";
import { groupTurns } from "./group-turns.ts";
import { INSERT_SETTINGS, KEEP_FROM, type LandingLimits, limitParams, notJudged, readCounts } from "./landing.ts";

export interface LineGroups {
  /** Resolves once the lines are in the store; `row_bytes`: what they take as rows, at most. */
  readonly join: (batch: LineBatch, row_bytes: number) => Promise<BatchCounts>;
  /** The same of rows that begin with tenant, source, run_id and this `batch_id`. */
  readonly joinRows: (rows: Uint8Array, batch_id: string) => Promise<BatchCounts>;
}

interface GroupMember {
  /** A UUID: by it the counts of one sender are told from those of others. */
  readonly batch_id: string;
  /** What its rows take, at most. */
  readonly row_bytes: number;
  /** Writes its rows and answers where they end. */
  readonly write: (buffer: Buffer, at: number) => number;
  readonly resolve: (counts: BatchCounts) => void;
  readonly reject: (error: unknown) => void;
}

/** The rows of one insert: 8,000 events of common size take half of it. What does not fit is in the next one. */
const GROUP_BYTES = 8 * 1024 * 1024;

const COLUMNS = ["tenant", "source", "run_id", "batch_id", "position", "line", "raw", "reason", "detail"];
const INSERT_GROUP = `INSERT INTO landing (keep_from, ${COLUMNS.join(", ")})
SELECT ${KEEP_FROM}, ${COLUMNS.join(", ")}
FROM input('${COLUMNS.map((name) => `${name} String`).join(", ")}') FORMAT RowBinary`;

/** Batches of many small senders as rows that the store reads and judges. */
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
  const join = (member: Pick<GroupMember, "batch_id" | "row_bytes" | "write">): Promise<BatchCounts> =>
    new Promise((resolve, reject) => {
      waiting.push({ ...member, resolve, reject });
      joined();
    });
  return {
    join: async (batch, row_bytes) => {
      if (batch.bytes.length === 0) return { accepted: 0, quarantined: 0 };
      const batch_id = randomUUID();
      return join({ batch_id, row_bytes, write: (buffer, at) => writeLineRows(buffer, at, { batch, batch_id }) });
    },
    joinRows: (rows, batch_id) => {
      const write = (buffer: Buffer, at: number): number => {
        buffer.set(rows, at);
        return at + rows.length;
      };
      return join({ batch_id, row_bytes: rows.length, write });
    },
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
    const bytes = group.reduce((sum, { row_bytes }) => sum + row_bytes, 0);
    // A batch of large records may be alone in its group and still not fit.
    const room = bytes > buffer.length ? Buffer.allocUnsafeSlow(bytes) : buffer;
    const end = group.reduce((at, { write }) => write(room, at), 0);
    const body = room.subarray(0, end);
    await connection.execute({ sql: INSERT_GROUP, params, settings: INSERT_SETTINGS, body });
    const counts = await readCounts(
      connection,
      group.map(({ batch_id }) => batch_id),
    );
    for (const member of group) answer(member, counts.get(member.batch_id));
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

function answer({ resolve, reject }: GroupMember, counts: BatchCounts | undefined): void {
  if (counts) resolve(counts);
  else reject(notJudged());
}
