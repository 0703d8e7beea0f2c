import { randomUUID } from "node:crypto";
import type { BatchCounts, BatchHeader, Landing, LandingRecord } from "../../core/ports.ts";
import type { Connection } from "../connection.ts";
import { certainTimes } from "./certain-event.ts";
import { createFieldGroups } from "./field-groups.ts";
import { rowsBound } from "./group-rows.ts";
import { createLanding, type LandingLimits } from "./landing.ts";
import { createLineGroups } from "./line-groups.ts";
import { textsOf } from "./row-binary.ts";
import { type MappedRows, rowSink } from "./row-sink.ts";

/** A batch whose rows take so much is worth an insert of its own, which sends its lines as they came. */
const LARGE_BYTES = 4 * 1024 * 1024;
/** The records of most bodies take less as fields. */
const ROOM_BYTES = 4 * 1024 * 1024;

/**
 * A landing for many small senders: batches that come while an insert is under way go together in the next one. Each
 * sender still gets its own counts, after its own records are in the store. What the store would have nothing against
 * goes as fields, which costs it a third as much (docs/decisions/0009-small-batches-as-fields.md).
 */
export function createGroupedLanding(connection: Connection, limits?: LandingLimits): Landing {
  const direct = createLanding(connection, limits);
  const by_fields = createFieldGroups(connection, limits);
  const by_lines = createLineGroups(connection, limits);
  const encode = smallEncoder(limits);

  /** The fields first, as in an insert of its own: of copies in one batch the one that is certain counts. */
  const join = async (records: Iterable<LandingRecord>, header: BatchHeader): Promise<BatchCounts> => {
    const batch_id = randomUUID();
    const { fields, lines, line_count, count } = encode(records, header, batch_id);
    const joined = fields.length > 0 ? await by_fields.joinRows(fields, count - line_count) : NOTHING;
    const rest = lines.length > 0 ? await by_lines.joinRows(lines, batch_id) : NOTHING;
    return { accepted: joined.accepted + rest.accepted, quarantined: rest.quarantined };
  };
  return {
    writeLines: (batch, signal) => {
      const row_bytes = rowsBound(batch);
      if (row_bytes >= LARGE_BYTES) return direct.writeLines(batch, signal);
      return by_fields.join(batch) ?? by_lines.join(batch, row_bytes);
    },
    writeRows: (batch, signal) => ("lines" in batch.rows ? direct.writeRows(batch, signal) : join(batch.rows, batch)),
  };
}

const NOTHING: BatchCounts = { accepted: 0, quarantined: 0 };

/** Rows that say whose they are. The fields are good until it is used again. */
function smallEncoder(limits?: LandingLimits) {
  const room = Buffer.allocUnsafeSlow(ROOM_BYTES);
  return (records: Iterable<LandingRecord>, header: BatchHeader, batch_id: string): MappedRows => {
    const whose = [header.tenant, header.source, header.run_id];
    const headers = { fields: textsOf(whose), lines: textsOf([...whose, batch_id]) };
    const sink = rowSink(certainTimes(Date.now(), limits?.keep_events_days), { fields: room }, headers);
    for (const record of records) sink.add(record);
    return sink.rows();
  };
}
