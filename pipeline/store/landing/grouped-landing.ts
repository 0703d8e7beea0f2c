import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { BatchCounts, Landing, LineBatch } from "../../core/ports.ts";
import type { Connection, Params } from "../connection.ts";
import { type GroupedBatch, rowsBound, writeGroupRows } from "./group-rows.ts";
import {
  createLanding,
  INSERT_SETTINGS,
  KEEP_FROM,
  type LandingLimits,
  limitParams,
  notJudged,
  readCounts,
} from "./landing.ts";

interface GroupMember extends GroupedBatch {
  /** What its rows take, at most. */
  readonly row_bytes: number;
  readonly resolve: (counts: BatchCounts) => void;
  readonly reject: (error: unknown) => void;
}

/** A batch whose rows take so much is worth an insert of its own, which sends its lines as they came. */
const LARGE_BYTES = 4 * 1024 * 1024;
/** The rows of one insert: 8,000 events of common size take half of it. What does not fit is in the next one. */
const GROUP_BYTES = 8 * 1024 * 1024;
/**
 * An insert costs the server some 50 ms of work, whatever is in it. So there is one at a time, and after it we wait for
 * the senders it answered to come again, so that the next one has all of theirs and not half: at most this share of
 * the time that the insert took, since a sender with nothing more to say does not come.
 */
const GATHER_SHARE = 0.25;

const INSERT_GROUP = `INSERT INTO landing (tenant, source, run_id, batch_id, keep_from, position, line)
SELECT tenant, source, run_id, batch_id, ${KEEP_FROM}, position, line
FROM input('tenant String, source String, run_id String, batch_id String, position String, line String') FORMAT RowBinary`;

/**
 * A landing for many small senders: batches that come while an insert is under way go together in the next one. Each
 * sender still gets its own counts, after its own lines are in the store.
 */
export function createGroupedLanding(connection: Connection, limits?: LandingLimits): Landing {
  const direct = createLanding(connection, limits);
  const params = limitParams(limits);
  const waiting: GroupMember[] = [];
  // Made once, as there is one insert at a time: fresh ones had the collector walk the whole heap again and again.
  const buffer = Buffer.allocUnsafeSlow(GROUP_BYTES);
  let busy = false;
  let onJoin = (): void => undefined;
  const gather = async (wanted: number, at_most_ms: number): Promise<void> => {
    const full = new Promise<void>((resolve) => {
      onJoin = () => {
        if (waiting.length >= wanted) resolve();
      };
      onJoin();
    });
    await Promise.race([full, sleep(at_most_ms)]);
  };
  const pump = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    while (waiting.length > 0) {
      const group = takeGroup(waiting);
      const began_ms = performance.now();
      await commit({ connection, params, buffer }, group);
      await gather(waiting.length + group.length, GATHER_SHARE * (performance.now() - began_ms));
    }
    busy = false;
  };
  const join = (batch: LineBatch, row_bytes: number): Promise<BatchCounts> =>
    new Promise((resolve, reject) => {
      waiting.push({ batch, batch_id: randomUUID(), row_bytes, resolve, reject });
      onJoin();
      void pump();
    });
  return {
    writeLines: (batch, signal) => {
      const row_bytes = rowsBound(batch);
      return row_bytes < LARGE_BYTES ? join(batch, row_bytes) : direct.writeLines(batch, signal);
    },
    writeRows: direct.writeRows,
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
