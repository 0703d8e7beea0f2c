import { quarantineList } from "../../queries/quarantine-list.ts";
import { type CommandContext, printResult, tableOf } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

export interface QuarantineOptions {
  readonly tenant: string;
  readonly source: string;
  readonly limit: number;
}

/** What could not be taken and why. */
export async function quarantineListCommand(context: CommandContext, options: QuarantineOptions): Promise<void> {
  await withWorkspace(context, { role: "quarantine list" }, async ({ store }) => {
    const rows = await store.reader.rows(quarantineList, { ...options });
    printResult(context, rows, rows.length === 0 ? "The quarantine is empty.\n" : tableOf(rows));
  });
}
