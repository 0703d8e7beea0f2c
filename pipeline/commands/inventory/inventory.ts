import { randomUUID } from "node:crypto";
import type { InventorySource } from "../../../schemas/inventory-item.ts";
import { followEvents } from "../../govern/inventory/follow-events.ts";
import { type InventoryDeps, importInventory } from "../../govern/inventory/import-inventory.ts";
import { INVENTORY_MAPPERS } from "../../govern/inventory/inventory-mappers.ts";
import type { ReadList } from "../../govern/inventory/whole-lists.ts";
import { listInputs } from "../../readers/inputs/list-inputs.ts";
import type { Store } from "../../store/open-store.ts";
import { type CommandContext, printResult } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { readPages } from "./read-pages.ts";

export interface InventoryImportOptions {
  readonly paths: readonly string[];
  readonly source: InventorySource;
  readonly tenant: string;
  /** When the lists were read; now without it. */
  readonly at_ms: number | undefined;
  readonly part: boolean;
}

/** Bring lists of apps, permissions and people into the inventory. Nothing is written before all inputs are read. */
export async function inventoryImportCommand(context: CommandContext, options: InventoryImportOptions): Promise<void> {
  await withWorkspace(context, { role: "inventory import" }, async ({ store }) => {
    const { source, tenant, at_ms = Date.now(), part } = options;
    const inputs = await listInputs(options.paths, () => process.stdin);
    const deps = importDeps(context, store);
    const header = { mapper: INVENTORY_MAPPERS[source], run_id: randomUUID(), tenant, at_ms, part };
    const { lists, ...totals } = await importInventory(deps, readPages(inputs, context.signal), header);
    for (const { list, why } of named(lists))
      context.terminal.err(`Nothing is taken as removed from ${list}: ${why}.\n`);
    const { read, apps, changed, deleted, quarantined } = totals;
    const words = `${read} records of ${apps} apps: ${changed} changes, ${deleted} deleted, ${quarantined} quarantined\n`;
    printResult(context, totals, words);
  });
}

/** What an import takes of an open store. */
export function importDeps({ terminal }: CommandContext, store: Store): InventoryDeps {
  const on_wait = (): void => terminal.err("Another import is writing to the inventory; this one waits for its end.\n");
  return { ...store, clock: { now_ms: Date.now }, on_wait };
}

/** Some sources have a list for each person; a screen has room for these. */
const LISTS_NAMED = 20;

function named(lists: readonly ReadList[]): readonly ReadList[] {
  return lists.slice(0, LISTS_NAMED);
}

export interface InventoryFollowOptions {
  readonly tenant: string;
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Bring what the logs say of consents, credentials and apps into the inventory. */
export async function inventoryFollowCommand(context: CommandContext, options: InventoryFollowOptions): Promise<void> {
  await withWorkspace(context, { role: "inventory follow" }, async ({ store }) => {
    const deps = importDeps(context, store);
    const totals = await followEvents(deps, { ...options, newRunId: randomUUID });
    const { read, changed, deleted } = totals;
    printResult(context, totals, `${read} events: ${changed} changes, ${deleted} deleted\n`);
  });
}
