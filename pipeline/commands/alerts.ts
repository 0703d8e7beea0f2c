import { alerts } from "../../queries/alerts.ts";
import { type CommandContext, printResult, tableOf } from "./context.ts";
import { withWorkspace } from "./workspace.ts";

export interface AlertsOptions {
  readonly tenant: string;
  readonly status: string;
  readonly severity: string;
  readonly app_id: string;
  readonly limit: number;
}

/** Later than any time the store can hold. */
export const END_OF_TIME_MS = 9_000_000_000_000;

/** Alerts as they stand now, the latest activity first. */
export async function alertsListCommand(context: CommandContext, options: AlertsOptions): Promise<void> {
  await withWorkspace(context, { role: "alerts list" }, async ({ store }) => {
    const rows = await store.reader.rows(alerts, {
      ...options,
      detection: "",
      from_ms: 0,
      to_ms: END_OF_TIME_MS,
      offset: 0,
    });
    const brief = rows.map(({ first_activity_at, severity, score, title }) => ({
      first_activity_at,
      severity,
      score: Math.round(score),
      title,
    }));
    printResult(context, rows, rows.length === 0 ? "No alerts.\n" : tableOf(brief));
  });
}
