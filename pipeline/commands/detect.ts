import type { AlertCounts } from "../alert/append-alerts.ts";
import { raiseAlerts } from "../alert/raise-alerts.ts";
import type { QueryReader, StatementRunner, TableWriter } from "../core/ports.ts";
import type { LiveMemory } from "../detect/usage/live/memory.ts";
import { type DetectionCounts, runDetection } from "../detect/usage/run-detection.ts";
import { type CommandContext, printResult } from "./context.ts";
import { replayDetections, runDetections } from "./detections/run-detections.ts";
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

/** Score usage and look for signals, and raise the alerts that follow. */
export async function detectAndAlert(store: DetectStore, span: DetectSpan): Promise<DetectCounts> {
  const usage = await detectUsage(store, span);
  const { from_ms, to_ms } = usage;
  const deps = { ...store, clock: { now_ms: Date.now } };
  const is_live = span.from_ms === undefined && span.to_ms === undefined;
  const signals = is_live ? await runDetections(deps) : await replayDetections(deps, { from_ms, to_ms });
  return {
    deviations: usage.deviations,
    written: usage.written,
    withdrawn: usage.withdrawn,
    alerts_raised: usage.alerts.raised + signals.raised,
    alerts_updated: usage.alerts.updated + signals.updated,
    alerts_withdrawn: usage.alerts.withdrawn + signals.withdrawn,
  };
}

export interface DetectStore {
  readonly reader: QueryReader;
  readonly writer: TableWriter;
  readonly statements: StatementRunner;
}

interface DetectSpan {
  readonly tenant?: string;
  readonly from_ms?: number;
  readonly to_ms?: number;
}

/** What is unusual about usage by itself; who calls it for ever brings a memory. */
export async function detectUsage(
  store: DetectStore,
  span: DetectSpan,
  memory?: LiveMemory,
): Promise<DetectionCounts & { readonly alerts: AlertCounts }> {
  const deps = { ...store, clock: { now_ms: Date.now }, ...(memory && { memory }) };
  const counts = await runDetection(deps, span);
  const { from_ms, seen_to_ms: to_ms, feed_silences } = counts;
  const { tenant = "" } = span;
  return { ...counts, alerts: await raiseAlerts(deps, { tenant, from_ms, to_ms, feed_silences }) };
}
