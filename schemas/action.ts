import { type Static, Type } from "typebox";

/** What can be done about an app. */
export const ACTION_KINDS = ["disable_app", "enable_app", "revoke", "notify", "webhook"] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/** Who does it: the provider that the app belongs to, or whoever is told. */
export const PROVIDERS = ["microsoft_graph", "google_workspace", "salesforce", "webhook", "notify"] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What can become of an action; the first four are open. */
export const ACTION_STATES = [
  "asked",
  "approved",
  "delayed",
  "waiting",
  "planned",
  "rejected",
  "refused",
  "done",
  "failed",
] as const;
export type ActionState = (typeof ACTION_STATES)[number];

/** One request to a provider's API, without what signs it in. */
export const ProviderCall = Type.Object(
  {
    method: Type.Enum(["GET", "POST", "PATCH", "DELETE"]),
    path: Type.String({ description: "Below the API's address." }),
    body: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    form: Type.Optional(Type.Record(Type.String(), Type.String())),
    permission: Type.Optional(Type.String({ description: "What the provider must have granted for it." })),
  },
  { additionalProperties: false },
);
export type ProviderCall = Static<typeof ProviderCall>;

const text = Type.String();
const time = Type.String({ format: "date-time" });

/** An action as it stands. */
export const ActionRow = Type.Object({
  tenant: text,
  action_id: text,
  kind: Type.Enum([...ACTION_KINDS]),
  provider: Type.Enum([...PROVIDERS]),
  app_id: text,
  user_id: Type.String({ description: "Only what this user granted; empty: what anybody did." }),
  mode: Type.Enum(["dry_run", "live"], { description: "dry_run: planned, and nothing sent." }),
  state: Type.Enum([...ACTION_STATES]),
  said: Type.String({ description: "The last word on it." }),
  asked_by: text,
  asked_at: time,
  changed_at: time,
  policy: Type.String({ description: "The policy that asked for it; empty: a person did." }),
  alert_uid: text,
  undoes: Type.String({ description: "The action that this one takes back." }),
  reason: text,
  last_number: Type.Number(),
  steps_done: Type.Number(),
  steps_failed: Type.Number(),
});
export type ActionRow = Static<typeof ActionRow>;

/** One thing that happened to an action, or to one of its requests (step). */
export const ActionEvent = Type.Object({
  number: Type.Number(),
  recorded_at: time,
  actor: text,
  event: Type.String({ description: "A state, or step_planned, step_begun, step_done, step_failed." }),
  step: Type.String({ description: "Which request; empty: the action as a whole." }),
  what: text,
  undo: Type.String({ description: "The request that takes it back, as JSON; empty: there is none." }),
  detail: text,
});
export type ActionEvent = Static<typeof ActionEvent>;
