import { Value } from "typebox/value";
import { actionTarget } from "../../../queries/remediation/action-target.ts";
import { type ActionEvent, type ActionRow, ProviderCall } from "../../../schemas/action.ts";
import type { ProviderApi, ProviderApis } from "../../core/actions.ts";
import { AppError } from "../../core/errors.ts";
import type { Clock, QueryReader } from "../../core/ports.ts";
import type { ActionLog } from "./action-log.ts";
import { PLANS } from "./plans.ts";
import { sendCall } from "./send-call.ts";
import type { Plan, Step } from "./step.ts";

export interface PerformDeps {
  readonly reader: QueryReader;
  readonly clock: Clock;
  readonly log: ActionLog;
  readonly apis: ProviderApis;
}

/** Who writes down what becomes of requests. */
const ACTOR = "tidemark";
/** An action whose provider cannot be reached for so long is given up. */
const GIVEN_UP_MS = 86_400_000;

/**
 * Carry out an action, or write down what it would do. Before each request there is a row that says so, after it one
 * with the answer; an action that was interrupted between the two looks at what stands, and sends only what is left.
 */
export async function performAction(deps: PerformDeps, action: ActionRow, signal: AbortSignal): Promise<void> {
  try {
    const faults = await carryOut(deps, action, signal);
    const [first = ""] = faults;
    if (action.mode === "live" && faults.length > 0) await end(deps, action, "failed", first);
    else if (action.mode === "live") await end(deps, action, "done", "");
  } catch (error) {
    if (!(error instanceof AppError) || signal.aborted) throw error;
    if (!error.retryable) return end(deps, action, "failed", error.message);
    const is_late = deps.clock.now_ms() - Date.parse(action.asked_at) > GIVEN_UP_MS;
    await end(deps, action, is_late ? "failed" : "delayed", error.message);
  }
}

/** What failed for good, of the requests that were left to send. */
async function carryOut(deps: PerformDeps, action: ActionRow, signal: AbortSignal): Promise<readonly string[]> {
  const { log } = deps;
  const { api, plan } = wayTo(deps.apis, action);
  const events = await log.events(action);
  const done = stepsWith(events, "step_done");
  const begun = stepsWith(events, "step_begun");
  const planned = await stepsOf(deps, { action, api, plan }, signal);
  if (action.mode === "dry_run") {
    await writePlan(deps, action, planned);
    return [];
  }
  for (const step of begun)
    if (!done.has(step) && !planned.some((left) => left.step === step))
      await log.append(action, { actor: ACTOR, event: "step_done", step, detail: "found done after an interruption" });
  const faults: string[] = [];
  for (const step of planned.filter((left) => !done.has(left.step))) {
    signal.throwIfAborted();
    const fault = await perform(deps, { action, api, plan, is_begun: begun.has(step.step) }, step, signal);
    if (fault !== undefined) faults.push(fault);
  }
  return faults;
}

interface Way {
  readonly action: ActionRow;
  readonly api: ProviderApi;
  readonly plan: Plan;
}

/** The sentence of a failure for good; trouble that passes is thrown. */
async function perform(
  { log }: PerformDeps,
  { action, api, plan, is_begun }: Way & { readonly is_begun: boolean },
  { step, what, call, undo }: Step,
  signal: AbortSignal,
): Promise<string | undefined> {
  // The first intent stands: it knows how things were before anything was done.
  const intent = { actor: ACTOR, event: "step_begun", step, what, undo: undo ? JSON.stringify(undo) : "" };
  if (!is_begun) await log.append(action, intent);
  try {
    const detail = await sendCall(api, plan, { call, what }, signal);
    await log.append(action, { actor: ACTOR, event: "step_done", step, what, detail });
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await log.append(action, { actor: ACTOR, event: "step_failed", step, what, detail: error.message });
    if (error.retryable) throw error;
    return error.message;
  }
}

async function stepsOf(deps: PerformDeps, { action, api, plan }: Way, signal: AbortSignal): Promise<readonly Step[]> {
  const { tenant, app_id, user_id, kind, action_id } = action;
  if (action.undoes !== "") return undoing(await deps.log.events({ tenant, action_id: action.undoes }));
  const [known] = await deps.reader.rows(actionTarget, { tenant, app_id });
  if (!known) throw new Error("action-target answers one row");
  const { policy, alert_uid, reason, asked_by, mode } = action;
  const message = {
    action_id,
    kind,
    tenant,
    app_id,
    app_name: known.app_name,
    policy,
    alert_uid,
    reason,
    asked_by,
    mode,
  };
  return plan.steps({ api, kind, target: { ...known, tenant, user_id }, message, action_id }, signal);
}

/** The opposite requests of what was done, the last first. */
export function undoing(events: readonly ActionEvent[]): readonly Step[] {
  const done = stepsWith(events, "step_done");
  const begun = events.filter(({ event, step, undo }) => event === "step_begun" && done.has(step) && undo !== "");
  return begun.toReversed().map(({ step, what, undo }) => {
    const call: unknown = JSON.parse(undo);
    if (!Value.Check(ProviderCall, call)) throw new Error(`the undo of ${step} is no request`);
    return { step, what: `Take back: ${what}`, call };
  });
}

async function writePlan({ log }: PerformDeps, action: ActionRow, steps: readonly Step[]): Promise<void> {
  for (const { step, what, undo } of steps)
    await log.append(action, {
      actor: ACTOR,
      event: "step_planned",
      step,
      what,
      undo: undo ? JSON.stringify(undo) : "",
    });
  const detail = steps.length === 0 ? "nothing is left to do" : `${steps.length} requests; nothing was sent`;
  await log.append(action, { actor: ACTOR, event: "planned", detail });
}

function wayTo(apis: ProviderApis, { provider, kind }: ActionRow): { readonly api: ProviderApi; readonly plan: Plan } {
  const api = apis[provider];
  const plan = PLANS[provider];
  if (!api) throw new AppError("config_invalid", `${provider} is not set up: docs/remediation.md names its settings.`);
  if (!plan.kinds.includes(kind))
    throw new AppError("wrong_usage", `${provider} has no ${kind}; it has ${plan.kinds.join(", ")}.`);
  return { api, plan };
}

function stepsWith(events: readonly ActionEvent[], wanted: string): ReadonlySet<string> {
  return new Set(events.filter(({ event }) => event === wanted).map(({ step }) => step));
}

async function end({ log }: PerformDeps, action: ActionRow, event: string, detail: string): Promise<void> {
  await log.append(action, { actor: ACTOR, event, detail });
}
