import { randomUUID } from "node:crypto";
import { inventoryEventSpans } from "../../../queries/inventory/event-spans.ts";
import { SETTLE_DELAY_MS } from "../../core/insert-limit.ts";
import { type FollowTotals, followEvents } from "../../govern/inventory/follow-events.ts";
import type { InventoryDeps } from "../../govern/inventory/import-inventory.ts";
import { readProgress, saveProgress } from "../../rollup/progress.ts";

const JOB = "inventory_follow";

/**
 * Bring what came in since the last run into the inventory, of all tenants and however old it is. Stays behind by more
 * than any insert can take, so that no event of an earlier moment can still appear. Killed, it does the same again.
 */
export async function followReceived(deps: InventoryDeps, signal: AbortSignal): Promise<FollowTotals> {
  const { until_ms: received_from_ms, now_ms } = await readProgress(deps, JOB);
  const received = { received_from_ms, received_to_ms: now_ms - SETTLE_DELAY_MS };
  const totals = { read: 0, changed: 0, deleted: 0 };
  if (received.received_to_ms <= received_from_ms) return totals;
  for (const { tenant, from_ms, last_ms } of await deps.reader.rows(inventoryEventSpans, received)) {
    if (signal.aborted) return totals;
    const span = { tenant, from_ms, to_ms: last_ms + 1, received, newRunId: randomUUID };
    const { read, changed, deleted } = await followEvents(deps, span);
    totals.read += read;
    totals.changed += changed;
    totals.deleted += deleted;
  }
  await saveProgress(deps.statements, JOB, received.received_to_ms);
  return totals;
}
