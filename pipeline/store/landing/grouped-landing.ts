import type { Landing } from "../../core/ports.ts";
import type { Connection } from "../connection.ts";
import { createFieldGroups } from "./field-groups.ts";
import { rowsBound } from "./group-rows.ts";
import { createLanding, type LandingLimits } from "./landing.ts";
import { createLineGroups } from "./line-groups.ts";

/** A batch whose rows take so much is worth an insert of its own, which sends its lines as they came. */
const LARGE_BYTES = 4 * 1024 * 1024;

/**
 * A landing for many small senders: batches that come while an insert is under way go together in the next one. Each
 * sender still gets its own counts, after its own lines are in the store. Batches that the store would have nothing
 * against go as fields, which costs it a third as much (docs/decisions/0009-small-batches-as-fields.md).
 */
export function createGroupedLanding(connection: Connection, limits?: LandingLimits): Landing {
  const direct = createLanding(connection, limits);
  const by_fields = createFieldGroups(connection, limits);
  const by_lines = createLineGroups(connection, limits);
  return {
    writeLines: (batch, signal) => {
      const row_bytes = rowsBound(batch);
      if (row_bytes >= LARGE_BYTES) return direct.writeLines(batch, signal);
      return by_fields.join(batch) ?? by_lines.join(batch, row_bytes);
    },
    writeRows: direct.writeRows,
  };
}
