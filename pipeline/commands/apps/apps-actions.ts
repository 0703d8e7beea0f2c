import { userInfo } from "node:os";
import { actionEvents } from "../../../queries/remediation/action-events.ts";
import { actions } from "../../../queries/remediation/actions.ts";
import type { ActionKind, ActionRow, Provider } from "../../../schemas/action.ts";
import type { Actions } from "../../core/actions.ts";
import { findApp } from "../../core/apps/known-app.ts";
import { AppError } from "../../core/errors.ts";
import type { Store } from "../../store/open-store.ts";
import { type CommandContext, printResult, tableOf } from "../context.ts";
import { withWorkspace } from "../workspace.ts";
import { cut } from "./cut-name.ts";
import { openActions } from "./open-actions.ts";

export interface ActionWords {
  readonly tenant: string;
  readonly reason: string;
  readonly dry_run: boolean;
  /** Only what this user granted. */
  readonly user_id: string | undefined;
  readonly provider: Provider | undefined;
  readonly state: string;
  readonly limit: number;
}

/** Do something about an app, or show what would be done. Ends with exit code 1 where it failed. */
export async function appsDoCommand(
  context: CommandContext,
  kind: ActionKind,
  app_id: string,
  words: ActionWords,
): Promise<void> {
  const { tenant, reason, dry_run, user_id, provider } = words;
  await carryingOut(context, async (open, store) => {
    // An app that only the directory knows may be disabled, too.
    const known = await findApp(store.reader, app_id, tenant);
    const asked = { tenant, kind, app_id: known?.app_id ?? app_id, user_id, provider, reason, dry_run };
    return open.ask({ ...asked, actor: userInfo().username }, context.signal);
  });
}

export async function appsUndoCommand(context: CommandContext, action_id: string, words: ActionWords): Promise<void> {
  const { tenant, reason, dry_run } = words;
  await carryingOut(context, (open) =>
    open.undo({ tenant, action_id, actor: userInfo().username, reason, dry_run }, context.signal),
  );
}

/** Answer an action that waits; one that is approved is carried out at once. */
export async function appsDecideCommand(
  context: CommandContext,
  action_id: string,
  state: "approved" | "rejected",
  { tenant }: ActionWords,
): Promise<void> {
  await carryingOut(context, async (open, store) => {
    const decided = await open.decide({ tenant, action_id, actor: userInfo().username, state });
    if (state === "approved") await open.perform(context.signal);
    const [stands] = await store.reader.rows(actions, { ...ONE, tenant: decided.tenant, action_id });
    return stands ?? decided;
  });
}

const ONE = { app_id: "", state: "", policy: "", open_only: 0, limit: 1, offset: 0 };

async function carryingOut(
  context: CommandContext,
  work: (open: Actions, store: Store) => Promise<ActionRow>,
): Promise<void> {
  await withWorkspace(context, { role: "apps actions" }, async ({ store }) => {
    const done = await work(openActions(context.config, store), store);
    const events = await store.reader.rows(actionEvents, { tenant: done.tenant, action_id: done.action_id });
    printResult(context, { ...done, events }, wordsOf(done, events));
    if (done.state === "failed" || done.state === "delayed")
      throw new AppError("check_failed", `The action is ${done.state}: ${done.said}`);
  });
}

function wordsOf(done: ActionRow, events: readonly { readonly event: string; readonly what: string }[]): string {
  const steps = events.filter(({ event }) => event === "step_planned" || event === "step_begun");
  const lines = steps.map(({ what }) => `  ${done.mode === "dry_run" ? "would " : ""}${what}\n`);
  const hint = done.mode === "dry_run" ? "Nothing was sent: TIDEMARK_REMEDIATION=live carries actions out.\n" : "";
  return `${done.kind} ${done.app_id}: ${done.state}, action ${done.action_id}\n${lines.join("")}${hint}`;
}

/** Actions as they stand, the latest first. */
export async function appsActionsCommand(context: CommandContext, words: ActionWords, app_id: string): Promise<void> {
  const { tenant, state, limit } = words;
  await withWorkspace(context, { role: "apps actions" }, async ({ store }) => {
    const filter = { tenant, app_id, state, action_id: "", policy: "", open_only: 0 };
    const rows = await store.reader.rows(actions, { ...filter, limit, offset: 0 });
    const brief = rows.map(
      ({ asked_at, action_id, kind, app_id: app, mode, state: stands, asked_by, policy, said }) => ({
        ...{ asked_at, action_id, kind, app, mode, state: stands },
        by: policy === "" ? asked_by : `policy ${policy}`,
        said: cut(said),
      }),
    );
    printResult(context, rows, rows.length === 0 ? "No actions.\n" : tableOf(brief));
  });
}

/** One action with everything that happened to it. */
export async function appsActionCommand(
  context: CommandContext,
  action_id: string,
  { tenant }: ActionWords,
): Promise<void> {
  await withWorkspace(context, { role: "apps actions" }, async ({ store }) => {
    const [found] = await store.reader.rows(actions, { ...ONE, tenant, action_id });
    if (!found) throw new AppError("not_found", `There is no action ${action_id}.`);
    const events = await store.reader.rows(actionEvents, { tenant: found.tenant, action_id });
    const table = tableOf(events.map(({ undo: _undo, ...event }) => event));
    printResult(context, { ...found, events }, `${wordsOf(found, [])}${table}`);
  });
}
