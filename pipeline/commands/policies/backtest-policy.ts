import { AppError } from "../../core/errors.ts";
import type { PolicyDay } from "../../core/policy-work.ts";
import { cut } from "../apps/cut-name.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { policiesOf } from "./policy-file.ts";
import { tryOut } from "./policy-work.ts";

export interface BacktestOptions {
  readonly file: string;
  readonly tenant: string;
  readonly days: number;
}

/** Which apps a policy would have matched on each of the last days, before anybody switches it on. */
export async function backtestPolicyCommand(context: CommandContext, options: BacktestOptions): Promise<void> {
  const { file, tenant, days } = options;
  const { terminal, signal } = context;
  const [policy, another] = await policiesOf(file);
  if (!policy || another) throw new AppError("wrong_usage", `${file} holds several policies; a back-test takes one.`);
  await withWorkspace(context, { role: "backtest" }, async ({ store }) => {
    const onDay = ({ day, matches }: PolicyDay) => terminal.err(`${day}: ${matches.length} apps\n`);
    const onWait = () => terminal.err("Another back-test is under way; waiting for it.\n");
    const found = await tryOut(store, { policy, tenant, days }, { onDay, onWait, signal });
    if (signal.aborted) throw new AppError("interrupted", "The back-test was stopped; nothing was changed.");
    const rows = byApp(found);
    const words = rows.length === 0 ? "It would have matched no app.\n" : tableOf(rows);
    printResult(context, { policy: policy.document.name, tenant, days: found }, words);
  });
}

/** For people: each app once, with its first and last day. */
function byApp(found: readonly PolicyDay[]): readonly Readonly<Record<string, unknown>>[] {
  const apps = new Map<string, { app_id: string; app_name: string; days: number; first: string; last: string }>();
  for (const { day, matches } of found)
    for (const { app_id, app_name } of matches) {
      const before = apps.get(app_id);
      apps.set(app_id, {
        app_id,
        app_name: cut(app_name),
        days: (before?.days ?? 0) + 1,
        first: before?.first ?? day,
        last: day,
      });
    }
  return [...apps.values()].sort((a, b) => b.days - a.days || (a.app_id < b.app_id ? -1 : 1));
}
