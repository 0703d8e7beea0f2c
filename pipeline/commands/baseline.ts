import { trainBaselines } from "../baseline/train-baselines.ts";
import { type CommandContext, printResult } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

/** Learn what is normal for each app. */
export async function baselineCommand(context: CommandContext): Promise<void> {
  await withWorkspace(context, { role: "baseline" }, async ({ store }) => {
    const counts = await trainBaselines({ reader: store.reader, writer: store.writer, clock: { now_ms: Date.now } });
    printResult(context, counts, `${counts.baselines} baselines of ${counts.apps} apps\n`);
  });
}
