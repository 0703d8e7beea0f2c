import { utf8Text } from "../../core/utf8-text.ts";
import { type InventoryDeps, type InventoryInput, importInventory } from "../../govern/inventory/import-inventory.ts";
import { INVENTORY_MAPPERS } from "../../govern/inventory/inventory-mappers.ts";
import type { RecordsAgain } from "../quarantine-replay.ts";
import type { QuarantinedRecord } from "../quarantine-rows.ts";

/** The collector's places begin with what the record is of. */
const COLLECTED = /^(#\w+)\//;

/**
 * Quarantined records of the inventory, taken again: as of now, because a thing may have been seen since, and as a part,
 * because a single record shows nothing to be gone.
 */
export function inventoryAgain(deps: InventoryDeps): (again: RecordsAgain) => Promise<void> {
  return async ({ tenant, source, run_id, records }) => {
    const mapper = Object.values(INVENTORY_MAPPERS).find((each) => `inventory/${each.source}` === source);
    if (!mapper) return;
    const options = { mapper, run_id, tenant, at_ms: deps.clock.now_ms(), part: true };
    await importInventory(deps, inputsOf(records), options);
  };
}

async function* inputsOf(records: readonly QuarantinedRecord[]): AsyncGenerator<InventoryInput> {
  for (const { position, raw } of records) {
    const page = { context: COLLECTED.exec(position)?.[1] ?? "" };
    const text = utf8Text(raw);
    yield text === undefined
      ? { kind: "refused", row: { position, line: "", raw, reason: "not_json", detail: "no JSON text" }, page }
      : { kind: "record", text, position, page };
  }
}
