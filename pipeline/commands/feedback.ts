import { createHash } from "node:crypto";
import { userInfo } from "node:os";
import { appKnown } from "../../queries/app-known.ts";
import type { RowOf } from "../../queries/define-query.ts";
import { windowFeedback } from "../../queries/window-feedback.ts";
import { AppError } from "../core/errors.ts";
import type { QueryReader } from "../core/ports.ts";
import type { FeedbackKind } from "../stats/said-windows.ts";
import { cut } from "./apps/cut-name.ts";
import { type CommandContext, printResult, tableOf } from "./context.ts";
import { type DetectStore, detectUsage } from "./detect.ts";
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

type Row = RowOf<typeof windowFeedback>;

/** A day's window begins up to 25 hours before the hour that was meant. */
const LONGEST_WINDOW_MS = 25 * 3_600_000;
const ID_LENGTH = 16;

/** Say something of windows of usage. The same again, while it stands, changes nothing. */
export async function feedbackAddCommand(context: CommandContext, words: FeedbackWords): Promise<void> {
  if (words.to_ms <= words.from_ms) throw new AppError("wrong_usage", "--to has to be later than --from.");
  await withWorkspace(context, { role: "feedback" }, async ({ store }) => {
    const { tenant, kind, reason } = words;
    const [from_s, to_s] = [Math.floor(words.from_ms / 1000), Math.ceil(words.to_ms / 1000)];
    const app_id = words.app === undefined ? "" : await knownApp(store.reader, tenant, words.app);
    const about = { tenant, kind, app_id, source: words.source ?? "", metric: words.metric ?? "", from_s, to_s };
    const feedback_id = createHash("sha256").update(JSON.stringify(about)).digest("hex").slice(0, ID_LENGTH);
    const history = await historyOf(store.reader, tenant, feedback_id);
    const stands = history.at(-1);
    if (stands === undefined || stands.removed === 1 || stands.reason !== reason)
      await append(store, { ...about, feedback_id, reason, removed: 0, revision: (stands?.revision ?? 0) + 1 });
    const effect = words.rescore ? await rescore(context, store, tenant, words.from_ms) : {};
    const told = { feedback_id, ...about, reason, ...effect };
    printResult(context, told, `${feedback_id}: ${kind} for ${app_id || "all apps"}\n${effectWords(effect)}`);
  });
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
    const stands = (await historyOf(store.reader, tenant, feedback_id)).at(-1);
    if (stands === undefined || stands.removed === 1)
      throw new AppError("not_found", `Nothing with the id ${feedback_id} stands. "feedback list" shows what does.`);
    const { recorded_ms: _, actor: __, ...row } = stands;
    await append(store, { ...row, removed: 1, revision: row.revision + 1 });
    const effect = choice.rescore ? await rescore(context, store, tenant, row.from_s * 1000) : {};
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

async function knownApp(reader: QueryReader, tenant: string, id: string): Promise<string> {
  const [known] = await reader.rows(appKnown, { tenant, app_id: id });
  if (!known) throw new AppError("not_found", `Tenant ${tenant} has no app ${id}. "apps list" shows all.`);
  return known.app_id;
}

async function historyOf(reader: QueryReader, tenant: string, feedback_id: string): Promise<readonly Row[]> {
  const all = await reader.rows(windowFeedback, { tenant, history: 1 });
  return all.filter((row) => row.feedback_id === feedback_id);
}

async function append(store: DetectStore, said: Omit<Row, "actor" | "recorded_ms">): Promise<void> {
  const { from_s: from_at, to_s: to_at, ...row } = said;
  await store.writer.insert("window_feedback", [
    { ...row, from_at, to_at, actor: userInfo().username, recorded_at: Date.now() },
  ]);
}

interface Effect {
  readonly deviations_written?: number;
  readonly deviations_withdrawn?: number;
  readonly alerts_raised?: number;
  readonly alerts_withdrawn?: number;
}

/** From the windows that were meant up to now: what they teach changes those after them. */
async function rescore(context: CommandContext, store: DetectStore, tenant: string, from_ms: number): Promise<Effect> {
  context.terminal.err(`Scoring ${tenant} again from ${iso(from_ms)} on.\n`);
  const { written, withdrawn, alerts } = await detectUsage(store, { tenant, from_ms: from_ms - LONGEST_WINDOW_MS });
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
