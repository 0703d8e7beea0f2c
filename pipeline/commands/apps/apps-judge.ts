import { createAppJudge } from "../../govern/judgement/judge-apps.ts";
import { type CommandContext, printResult } from "../context.ts";
import { withWorkspace } from "../workspace.ts";

/** Judge the apps now, or as of a moment, instead of waiting for the service to come round. */
export async function appsJudgeCommand(
  context: CommandContext,
  { tenant, at_ms }: { readonly tenant: string; readonly at_ms: number | undefined },
): Promise<void> {
  await withWorkspace(context, { role: "apps judge" }, async ({ store }) => {
    const judge = createAppJudge({ ...store, clock: { now_ms: Date.now } });
    const totals = await judge({ tenant, ...(at_ms === undefined ? {} : { at_ms }) });
    printResult(context, totals, `Judged the apps of ${totals.tenants} tenants.\n`);
  });
}
