import { quarantineList } from "../../queries/quarantine/list.ts";
import { type CommandContext, printResult, tableOf } from "./context.ts";
import { feedNamed } from "./ingest/feed-named.ts";
import { importDeps } from "./inventory/inventory.ts";
import { inventoryAgain } from "./inventory/inventory-again.ts";
import { replayQuarantine } from "./quarantine-replay.ts";
import { CLOCK_SLACK_MS, serverNow } from "./server-clock.ts";
import { withWorkspace } from "./workspace.ts";

export interface QuarantineOptions {
  readonly tenant: string;
  readonly source: string;
  readonly reason: string;
  readonly position_prefix: string;
  readonly limit: number;
}

/** What could not be taken and why. `state`: open, replayed or all. */
export async function quarantineListCommand(
  context: CommandContext,
  { state, ...filter }: QuarantineOptions & { readonly state: string },
): Promise<void> {
  await withWorkspace(context, { role: "quarantine list" }, async ({ store }) => {
    const rows = await store.reader.rows(quarantineList, { ...filter, state: stateOf(state) });
    printResult(context, rows, rows.length === 0 ? "Nothing in quarantine is like that.\n" : tableOf(rows));
  });
}

function stateOf(word: string): "" | "open" | "replayed" {
  return word === "open" || word === "replayed" ? word : "";
}

/** Try quarantined records again, after a mapper or a setting was mended. */
export async function quarantineReplayCommand(context: CommandContext, filter: QuarantineOptions): Promise<void> {
  await withWorkspace(context, { role: "quarantine replay", stores_events: true }, async ({ store, rollup }) => {
    const since_ms = (await serverNow(store.reader)) - CLOCK_SLACK_MS;
    const importAgain = inventoryAgain(importDeps(context, store));
    const deps = { ...store, feedNamed, importAgain, now_ms: Date.now };
    const { run_id, ...totals } = await replayQuarantine(deps, filter, context.signal);
    if (totals.replayed > 0) await rollup.finishRun(run_id, since_ms);
    const { replayed, still_quarantined, cannot_be_replayed } = totals;
    const cut = cannot_be_replayed > 0 ? `, ${cannot_be_replayed} too large to be kept whole: send them again` : "";
    printResult(context, totals, `${replayed} replayed, ${still_quarantined} still quarantined${cut}\n`);
  });
}
