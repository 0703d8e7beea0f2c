import type { ActionKind, ActionRow, ActionState, Provider, ProviderCall } from "../../schemas/action.ts";

export interface ProviderAnswer {
  readonly status: number;
  /** The answer as JSON; undefined where it is none. */
  readonly json: unknown;
}

/**
 * The API of a provider, with the token it wants. Waits out throttling and trouble that passes for a while; rejects with
 * `source_unavailable` when it does not pass, with `config_invalid` when there is no token to be had.
 */
export interface ProviderApi {
  readonly call: (call: ProviderCall, what: string, signal: AbortSignal) => Promise<ProviderAnswer>;
}

/** The providers that are set up. */
export type ProviderApis = { readonly [name in Provider]?: ProviderApi };

/** What somebody, or a policy, wants to be done about an app. */
export interface AskedAction {
  readonly tenant: string;
  readonly kind: ActionKind;
  readonly app_id: string;
  /** Only what this user granted. */
  readonly user_id?: string | undefined;
  /** Missing: the one that the inventory has the app from. */
  readonly provider?: Provider | undefined;
  readonly actor: string;
  readonly reason: string;
  readonly alert_uid?: string | undefined;
  /** Say what would be done, and do nothing. */
  readonly dry_run: boolean;
}

/** The apps that an active policy matches, each since some day. */
export interface PolicyProposal {
  readonly tenant: string;
  readonly policy: string;
  readonly kinds: readonly ActionKind[];
  /** How many apps it may act on in a day without asking. */
  readonly most_apps: number;
  readonly apps: readonly { readonly app_id: string; readonly first_day: string; readonly alert_uid: string }[];
}

/** What is done about apps. Everything that happens to an action is written down before and after it happens. */
export interface Actions {
  /** Do it now, or plan it. Rejects with `forbidden` for an app nobody may touch. */
  readonly ask: (asked: AskedAction, signal: AbortSignal) => Promise<ActionRow>;
  /** Take an action back, by one that sends the opposite requests. Rejects with `not_found` or `wrong_usage`. */
  readonly undo: (
    asked: {
      readonly tenant: string;
      readonly action_id: string;
      readonly actor: string;
      readonly reason: string;
      readonly dry_run: boolean;
    },
    signal: AbortSignal,
  ) => Promise<ActionRow>;
  /** Answer one that waits. Rejects with `changed_meanwhile` when it waits no more. */
  readonly decide: (decision: {
    readonly tenant: string;
    readonly action_id: string;
    readonly actor: string;
    readonly state: Extract<ActionState, "approved" | "rejected">;
  }) => Promise<ActionRow>;
  /** Write down what a policy asks for, once an app and span; more apps than its limit wait for somebody to approve. */
  readonly propose: (proposal: PolicyProposal) => Promise<void>;
  /** Do what is asked and approved, and go on with what was interrupted. */
  readonly perform: (signal: AbortSignal) => Promise<void>;
}
