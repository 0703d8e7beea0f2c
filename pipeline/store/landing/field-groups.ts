import { randomUUID } from "node:crypto";
import type { BatchCounts, LineBatch } from "../../core/ports.ts";
import type { Connection, Params } from "../connection.ts";
import { certainTimes } from "./certain-event.ts";
import { groupTurns } from "./group-turns.ts";
import { INSERT_SETTINGS, insertOfEvents, type LandingLimits, limitParams, takenWhole } from "./landing.ts";
import { type LineFieldEncoder, lineFieldEncoder } from "./line-fields.ts";

export interface FieldGroups {
  /** Resolves once the events are in the store. Nothing where the batch cannot go as fields, or has no room in the next insert. */
  readonly join: (batch: LineBatch) => Promise<BatchCounts> | undefined;
  /** The same of so many rows that begin with tenant, source and run_id; without room they go in an insert of their own. */
  readonly joinRows: (rows: Uint8Array, count: number) => Promise<BatchCounts>;
}

interface Group {
  readonly rows: LineFieldEncoder;
  readonly members: {
    readonly accepted: number;
    readonly resolve: (counts: BatchCounts) => void;
    readonly reject: (error: unknown) => void;
  }[];
}

/** The rows of one insert: 8,000 events of common size take a third of it. */
const GROUP_BYTES = 8 * 1024 * 1024;

const INSERT_GROUP = insertOfEvents("tenant, source, run_id", "tenant String, source String, run_id String, ");

/**
 * Batches of many small senders as fields. The rows of the next insert are written as they come, while one is under
 * way: two buffers in turns, which leave nothing for the collector.
 */
export function createFieldGroups(connection: Connection, limits?: LandingLimits): FieldGroups {
  const params = limitParams(limits);
  let filling = emptyGroup();
  let spare = emptyGroup();
  const insert = async (): Promise<number> => {
    const group = filling;
    filling = spare;
    await commit(connection, params, group);
    const answered = group.members.splice(0).length;
    group.rows.clear();
    spare = group;
    return answered;
  };
  const joined = groupTurns({ waiting: () => filling.members.length, insert });
  const wait = (accepted: number): Promise<BatchCounts> =>
    new Promise((resolve, reject) => {
      filling.members.push({ accepted, resolve, reject });
      joined();
    });
  return {
    join: (batch) => {
      const accepted = filling.rows.add(batch, certainTimes(Date.now(), limits?.keep_events_days));
      return accepted === undefined ? undefined : wait(accepted);
    },
    joinRows: async (rows, count) => {
      if (filling.rows.append(rows)) return wait(count);
      await store(connection, params, Uint8Array.from(rows));
      return { accepted: count, quarantined: 0 };
    },
  };
}

function emptyGroup(): Group {
  return { rows: lineFieldEncoder(Buffer.allocUnsafeSlow(GROUP_BYTES)), members: [] };
}

/** Never rejects: every member learns what became of its events. */
async function commit(connection: Connection, params: Params, { rows, members }: Group): Promise<void> {
  try {
    await store(connection, params, rows.bytes());
    for (const { accepted, resolve } of members) resolve({ accepted, quarantined: 0 });
  } catch (error) {
    for (const { reject } of members) reject(error);
  }
}

/** Each insert has an id of its own: what a broken one left behind is not counted as the next one's. */
async function store(connection: Connection, params: Params, body: Uint8Array): Promise<void> {
  if (body.length === 0) return;
  const batch_id = randomUUID();
  await connection.execute({ sql: INSERT_GROUP, params: { ...params, batch_id }, settings: INSERT_SETTINGS, body });
  await takenWhole(connection, batch_id);
}
