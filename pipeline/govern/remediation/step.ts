import type { RowOf } from "../../../queries/define-query.ts";
import type { actionTarget } from "../../../queries/remediation/action-target.ts";
import type { ActionKind, ProviderCall } from "../../../schemas/action.ts";
import type { ProviderAnswer, ProviderApi } from "../../core/actions.ts";

/** One request of an action, and the one that takes it back. */
export interface Step {
  /** The same for the same thing, however often it is planned. */
  readonly step: string;
  /** What it does, for people. */
  readonly what: string;
  readonly call: ProviderCall;
  readonly undo?: ProviderCall;
}

/** The app that an action is about, and the one user whose grants it is limited to (empty: all). */
export type Target = RowOf<typeof actionTarget> & { readonly tenant: string; readonly user_id: string };

/** How one provider does things. */
export interface Plan {
  readonly kinds: readonly ActionKind[];
  /**
   * Look at what stands, and say which requests are left to do. Nothing: it is so already. Planned again after an
   * interruption, it leaves out what has been done.
   */
  readonly steps: (asked: PlanAsked, signal: AbortSignal) => Promise<readonly Step[]>;
  /** What is not 2xx and means that it is so already, beside a thing to be deleted that is gone. */
  readonly isSoAlready?: (call: ProviderCall, answer: ProviderAnswer) => boolean;
}

export interface PlanAsked {
  readonly api: ProviderApi;
  readonly kind: ActionKind;
  readonly target: Target;
  /** What a message to somebody is made of. */
  readonly message: Readonly<Record<string, unknown>>;
  readonly action_id: string;
}
