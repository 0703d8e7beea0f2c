import { raiseAlerts } from "../alert/raise-alerts.ts";
import type { QueryReader, TableWriter } from "../core/ports.ts";
import { runDetection } from "../detect/run-detection.ts";
import { type CommandContext, printResult } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

export interface DetectCounts {
  readonly deviations: number;
  readonly written: number;
  readonly withdrawn: number;
  readonly alerts_raised: number;
  readonly alerts_updated: number;
  readonly alerts_withdrawn: number;
}

/** Score what is new, or a span of history as if it were live, and raise the alerts that follow. */
export async function detectCommand(
  context: CommandContext,
  options: { readonly from?: number; readonly to?: number },
): Promise<void> {
  await withWorkspace(context, { role: "detect" }, async ({ store }) => {
    const span = {
      ...(options.from === undefined ? {} : { from_ms: options.from }),
      ...(options.to === undefined ? {} : { to_ms: options.to }),
    };
    const counts = await detectAndAlert(store, span);
    const words = [
      `${counts.deviations} windows outside their range (${counts.written} new or changed, ${counts.withdrawn} withdrawn)`,
      `${counts.alerts_raised} alerts raised, ${counts.alerts_updated} updated, ${counts.alerts_withdrawn} withdrawn`,
    ];
    printResult(context, counts, `${words.join("\n")}\n`);
  });
}

export async function detectAndAlert(
  store: { readonly reader: QueryReader; readonly writer: TableWriter },
  span: { readonly from_ms?: number; readonly to_ms?: number },
): Promise<DetectCounts> {
  const deps = { reader: store.reader, writer: store.writer, clock: { now_ms: Date.now } };
  const { deviations, written, withdrawn, from_ms, to_ms } = await runDetection(deps, span);
  const alerts = await raiseAlerts(deps, { from_ms, to_ms });
  return {
    deviations,
    written,
    withdrawn,
    alerts_raised: alerts.raised,
    alerts_updated: alerts.updated,
    alerts_withdrawn: alerts.withdrawn,
  };
}
