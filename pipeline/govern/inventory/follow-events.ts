import { inventoryEvents } from "../../../queries/inventory/events.ts";
import { eventItems } from "./event-items.ts";
import { type InventoryDeps, importItems } from "./import-inventory.ts";

export interface FollowOptions {
  readonly tenant: string;
  readonly from_ms: number;
  readonly to_ms: number;
  /** Only those that the store got in this span; all without it. */
  readonly received?: { readonly received_from_ms: number; readonly received_to_ms: number };
  readonly newRunId: () => string;
}

export interface FollowTotals {
  readonly read: number;
  readonly changed: number;
  readonly deleted: number;
}

/** Events of one comparison. There are few of these kinds. */
const EVENTS_A_PAGE = 5_000;
/** To the last moment that the column holds. */
const WHENEVER = { received_from_ms: 0, received_to_ms: Date.UTC(2299, 11, 31) };

/**
 * Bring what events say about apps into the inventory's history. What comes of it depends on the events only: done
 * again, also after inventory or events came late, it adds what is new and nothing else.
 */
export async function followEvents(deps: InventoryDeps, options: FollowOptions): Promise<FollowTotals> {
  const { tenant, from_ms, to_ms, received = WHENEVER, newRunId } = options;
  const totals = { read: 0, changed: 0, deleted: 0 };
  let after = { after_ms: from_ms, after_source: "", after_event: "" };
  for (;;) {
    const page = { tenant, from_ms, to_ms, ...received, ...after, limit: EVENTS_A_PAGE };
    const events = await deps.reader.rows(inventoryEvents, page);
    const last = events.at(-1);
    if (last === undefined) return totals;
    const items = events.flatMap(eventItems);
    const mapper = { source: "events" };
    const found = await importItems(deps, items, { tenant, run_id: newRunId(), mapper });
    totals.read += events.length;
    totals.changed += found.changed;
    totals.deleted += found.deleted;
    after = { after_ms: last.at_ms, after_source: last.source, after_event: last.event_id };
  }
}
