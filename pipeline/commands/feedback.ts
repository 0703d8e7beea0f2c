import { userInfo } from "node:os";
import { windowFeedback } from "../../queries/deviations/feedback.ts";
import type { WindowFeedback } from "../core/window-feedback.ts";
import { createWindowFeedback } from "../detect/usage/window-feedback.ts";
import type { FeedbackKind } from "../stats/usage/said-windows.ts";
import type { Store } from "../store/open-store.ts";
import { cut } from "./apps/cut-name.ts";
import { type CommandContext, printResult, tableOf } from "./context.ts";
import { rescore } from "./rescore.ts";
import { withWorkspace } from "./workspace.ts";

export interface FeedbackWords {
  readonly tenant: string;
  readonly kind: FeedbackKind;
  readonly app?: string | undefined;
  readonly source?: string | undefined;
  readonly metric?: string | undefined;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly reason: string;
  readonly rescore: boolean;
}

/** Say something of windows of usage. The same again, while it stands, changes nothing. */
export async function feedbackAddCommand(context: CommandContext, words: FeedbackWords): Promise<void> {
  await withWorkspace(context, { role: "feedback" }, async ({ store }) => {
    const { tenant, kind, reason, from_ms, to_ms, app: app_id = "", source = "", metric = "" } = words;
    const about = { tenant, kind, source, metric, reason };
    const said = { ...about, app_id, from_ms, to_ms, actor: userInfo().username };
    const { revision: _, ...written } = await feedbackOf(store).say(said);
    const effect = words.rescore ? await rescoreFrom(context, store, tenant, from_ms) : {};
    const line = `${written.feedback_id}: ${kind} for ${written.app_id || "all apps"}\n${effectWords(effect)}`;
    printResult(context, { ...about, ...written, ...effect }, line);
  });
}

function feedbackOf(store: Store): WindowFeedback {
  return createWindowFeedback({ ...store, clock: { now_ms: Date.now } });
}

export interface FeedbackChoice {
  readonly tenant: string;
  readonly feedback_id: string;
  readonly rescore: boolean;
}

/** Take something back that was said; that it was said stays written. */
export async function feedbackRemoveCommand(context: CommandContext, choice: FeedbackChoice): Promise<void> {
  const { tenant, feedback_id } = choice;
  await withWorkspace(context, { role: "feedback" }, async ({ store }) => {
    const { from_s } = await feedbackOf(store).takeBack(tenant, feedback_id, userInfo().username);
    const effect = choice.rescore ? await rescoreFrom(context, store, tenant, from_s * 1000) : {};
    printResult(context, { feedback_id, removed: true, ...effect }, `${feedback_id} removed\n${effectWords(effect)}`);
  });
}

/** What stands; with `history`, everything that was ever said and taken back. */
export async function feedbackListCommand(
  context: CommandContext,
  { tenant, history }: { readonly tenant: string; readonly history: boolean },
): Promise<void> {
  await withWorkspace(context, { role: "feedback" }, async ({ store }) => {
    const rows = await store.reader.rows(windowFeedback, { tenant, history: history ? 1 : 0 });
    const said = rows.map(({ from_s, to_s, recorded_ms, removed, ...row }) => {
      const [from, to] = [iso(from_s * 1000), iso(to_s * 1000)];
      return { ...row, from, to, removed: removed === 1, recorded_at: iso(recorded_ms) };
    });
    const words = said.map(({ tenant: _, app_id, reason, ...row }) => ({
      ...row,
      app_id: app_id || "all",
      reason: cut(reason),
    }));
    printResult(context, said, said.length === 0 ? "Nobody has said anything of windows.\n" : tableOf(words));
  });
}

interface Effect {
  readonly deviations_written?: number;
  readonly deviations_withdrawn?: number;
  readonly alerts_raised?: number;
  readonly alerts_withdrawn?: number;
}

async function rescoreFrom(context: CommandContext, store: Store, tenant: string, from_ms: number): Promise<Effect> {
  context.terminal.err(`Scoring ${tenant} again from ${iso(from_ms)} on.\n`);
  const { written, withdrawn, alerts } = await rescore(store, tenant, from_ms);
  return {
    deviations_written: written,
    deviations_withdrawn: withdrawn,
    alerts_raised: alerts.raised,
    alerts_withdrawn: alerts.withdrawn,
  };
}

function effectWords(effect: Effect): string {
  if (effect.deviations_written === undefined)
    return "The next runs of detect go by it; older windows stay as they are.\n";
  return `${effect.deviations_written} windows new or changed, ${effect.deviations_withdrawn} withdrawn; ${effect.alerts_raised} alerts raised, ${effect.alerts_withdrawn} withdrawn\n`;
}

function iso(at_ms: number): string {
  return new Date(at_ms).toISOString();
}
