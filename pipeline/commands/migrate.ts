import { type CommandContext, printResult } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

/** Bring the store up to date. */
export async function migrateCommand(context: CommandContext): Promise<void> {
  await withWorkspace(context, { role: "migrate" }, async ({ applied }) => {
    const words =
      applied.length === 0 ? "Nothing to do: the store is up to date.\n" : `Applied ${applied.join(", ")}.\n`;
    printResult(context, { applied }, words);
  });
}
