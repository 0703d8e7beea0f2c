import { createHash, randomUUID } from "node:crypto";
import { actionTarget } from "../../../queries/remediation/action-target.ts";
import { actionsBegun } from "../../../queries/remediation/actions-begun.ts";
import type { ActionKind, ActionRow } from "../../../schemas/action.ts";
import type { Actions, AskedAction, PolicyProposal } from "../../core/actions.ts";
import { AppError } from "../../core/errors.ts";
import type { OneAtATime } from "../../core/ports.ts";
import { type ActionHead, type ActionLog, createActionLog, type LogDeps } from "./action-log.ts";
import { type PerformDeps, performAction, undoing } from "./perform-action.ts";
import { providerOf } from "./provider-of.ts";
import type { RemediationSettings } from "./remediation-settings.ts";
import { whyUntouchable } from "./why-untouchable.ts";

export interface ActionsDeps extends LogDeps, Pick<PerformDeps, "apis"> {
  readonly oneAtATime: OneAtATime;
  readonly settings: RemediationSettings;
}

type Deps = ActionsDeps & { readonly log: ActionLog };

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** What is not counted against a policy's limit: nobody loses anything by being told. */
const TELLING: ReadonlySet<ActionKind> = new Set(["notify", "webhook"]);
const NOT_DONE: ReadonlySet<string> = new Set(["waiting", "rejected", "refused", "planned"]);

export function createActions(given: ActionsDeps): Actions {
  const inTurn = <T>(work: (deps: Deps) => Promise<T>): Promise<T> =>
    given.oneAtATime("tidemark-actions", () => work({ ...given, log: createActionLog(given) }));
  return {
    ask: (asked, signal) => inTurn((deps) => ask(deps, asked, signal)),
    undo: (asked, signal) => inTurn((deps) => undo(deps, asked, signal)),
    decide: (decision) => inTurn((deps) => decide(deps, decision)),
    propose: (proposal) => inTurn((deps) => propose(deps, proposal)),
    perform: async (signal) => {
      const open = await createActionLog(given).find({ open_only: 1 });
      if (open.length > 0) await inTurn((deps) => performOpen(deps, signal));
    },
  };
}

async function ask(deps: Deps, asked: AskedAction, signal: AbortSignal): Promise<ActionRow> {
  const { tenant, kind, app_id, actor, reason, user_id = "", alert_uid = "" } = asked;
  const target = await targetOf(deps, tenant, app_id);
  const why = whyUntouchable(deps.settings, kind, target);
  if (why !== undefined) throw new AppError("forbidden", `Nothing was done: ${why}.`);
  const provider = asked.provider ?? providerOf(kind, target);
  const head: ActionHead = {
    ...{ tenant, action_id: randomUUID(), kind, provider, app_id, user_id, alert_uid, reason },
    ...{ mode: modeOf(deps, asked.dry_run), policy: "", undoes: "" },
  };
  return begin(deps, head, actor, signal);
}

async function undo(deps: Deps, asked: Parameters<Actions["undo"]>[0], signal: AbortSignal): Promise<ActionRow> {
  const before = await deps.log.one(asked.tenant, asked.action_id);
  if (undoing(await deps.log.events(before)).length === 0)
    throw new AppError("wrong_usage", `Action ${before.action_id} has done nothing that can be taken back.`);
  const { tenant, kind, provider, app_id, user_id, alert_uid, action_id } = before;
  const head: ActionHead = {
    ...{ tenant, action_id: randomUUID(), kind, provider, app_id, user_id, alert_uid, reason: asked.reason },
    ...{ mode: modeOf(deps, asked.dry_run), policy: "", undoes: action_id },
  };
  return begin(deps, head, asked.actor, signal);
}

async function begin(deps: Deps, head: ActionHead, actor: string, signal: AbortSignal): Promise<ActionRow> {
  await deps.log.append(head, { actor, event: "asked", detail: head.reason });
  await performAction(deps, await deps.log.one(head.tenant, head.action_id), signal);
  return deps.log.one(head.tenant, head.action_id);
}

async function decide(deps: Deps, decision: Parameters<Actions["decide"]>[0]): Promise<ActionRow> {
  const { tenant, action_id, actor, state } = decision;
  const stands = await deps.log.one(tenant, action_id);
  if (stands.state !== "waiting")
    throw new AppError(
      "changed_meanwhile",
      `Action ${action_id} does not wait: it is ${stands.state}${saidBy(stands)}.`,
    );
  await deps.log.append(stands, { actor, event: state });
  return deps.log.one(tenant, action_id);
}

function saidBy({ said, changed_at }: ActionRow): string {
  return `${said === "" ? "" : ` (${said})`} since ${changed_at}`;
}

/** An action of a policy has one id for an app and span, in each mode: however often it is proposed, it is done once. */
async function propose(deps: Deps, proposal: PolicyProposal): Promise<void> {
  const { tenant, policy, most_apps, apps } = proposal;
  const before = await deps.log.find({ tenant, policy });
  const known = new Set(before.map(({ action_id }) => action_id));
  const mode = modeOf(deps, false);
  const fresh = apps.flatMap((app) =>
    proposal.kinds.map((kind) => ({ ...app, kind, action_id: idOf(proposal, kind, { ...app, mode }) })),
  );
  const left = fresh.filter(({ action_id }) => !known.has(action_id));
  const doing = new Set(left.filter(({ kind }) => !TELLING.has(kind)).map(({ app_id }) => app_id));
  const acted = new Set(before.filter((one) => isLately(deps, one)).map(({ app_id }) => app_id));
  const asks = doing.size > 0 && doing.size + acted.size > most_apps;
  const why = `${doing.size} apps now and ${acted.size} in the day before; its limit is ${most_apps} a day`;
  for (const { kind, action_id, app_id, alert_uid } of left) {
    const target = await targetOf(deps, tenant, app_id);
    const head: ActionHead = {
      ...{ tenant, action_id, kind, app_id, policy, mode, alert_uid, user_id: "", undoes: "" },
      provider: providerOf(kind, target),
      reason: `policy ${policy}`,
    };
    const untouchable = whyUntouchable(deps.settings, kind, target);
    const waits = asks && !TELLING.has(kind);
    const event = untouchable === undefined ? (waits ? "waiting" : "asked") : "refused";
    await deps.log.append(head, { actor: "tidemark", event, detail: untouchable ?? (waits ? why : "") });
  }
}

function isLately({ clock }: Deps, { kind, state, mode, asked_at }: ActionRow): boolean {
  const is_done = !TELLING.has(kind) && !NOT_DONE.has(state) && mode === "live";
  return is_done && clock.now_ms() - Date.parse(asked_at) < DAY_MS;
}

function idOf(
  { tenant, policy }: PolicyProposal,
  kind: ActionKind,
  { app_id, first_day, mode }: { readonly app_id: string; readonly first_day: string; readonly mode: string },
): string {
  const parts = ["action", tenant, policy, kind, app_id, first_day, mode];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

async function performOpen(deps: Deps, signal: AbortSignal): Promise<void> {
  for (const action of (await deps.log.find({ open_only: 1 })).toReversed()) {
    signal.throwIfAborted();
    if (action.policy !== "" && action.mode === "live" && (await isAtLimit(deps, action))) continue;
    await performAction(deps, action, signal);
  }
}

/** Policies together act on so many apps of a tenant in an hour; the others wait for the next one. */
async function isAtLimit({ reader, clock, settings }: Deps, { tenant, action_id }: ActionRow): Promise<boolean> {
  const [lately] = await reader.rows(actionsBegun, { tenant, from_ms: clock.now_ms() - HOUR_MS });
  const begun = lately?.action_ids ?? [];
  return !begun.includes(action_id) && begun.length >= settings.most_per_hour;
}

async function targetOf({ reader }: Deps, tenant: string, app_id: string) {
  const [target] = await reader.rows(actionTarget, { tenant, app_id });
  if (!target) throw new Error("action-target answers one row");
  return target;
}

function modeOf({ settings }: Deps, dry_run: boolean): ActionRow["mode"] {
  return dry_run ? "dry_run" : settings.mode;
}
