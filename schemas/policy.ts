import { type Static, Type } from "typebox";

/** No app is asked for what was longer ago than ten years. */
const MOST_DAYS = 3_650;
/** The reference product's bounds of how long an app or a credential was not used. */
const SHORTEST_UNUSED_DAYS = 30;
const LONGEST_UNUSED_DAYS = 365;

const closed = { additionalProperties: false } as const;
const days = Type.Integer({ minimum: 1, maximum: MOST_DAYS });
const unusedDays = Type.Integer({ minimum: SHORTEST_UNUSED_DAYS, maximum: LONGEST_UNUSED_DAYS });
const names = Type.Array(Type.String({ minLength: 1 }), { minItems: 1, uniqueItems: true });
const amount = Type.Number({ exclusiveMinimum: 0 });
const whole = Type.Integer({ minimum: 0 });
const yesOrNo = Type.Boolean();

/** Of what usage is counted: all of it, or that of one service or operation class. */
const part = {
  service: Type.Optional(Type.String({ minLength: 1, description: "Only in this service, as usage names it." })),
  operation_class: Type.Optional(Type.String({ minLength: 1, description: "Only this class, as mail.search." })),
};
const per = Type.Optional(
  Type.Enum(["day", "hour"], { description: "The UTC day of the moment (the default), or any hour of that day." }),
);
const trend = Type.Object(
  {
    above_percent: amount,
    than: Type.Optional(
      Type.Enum(["previous_day", "same_day_last_week"], { description: "The default is previous_day." }),
    ),
    ...part,
  },
  closed,
);

/** What a condition takes, by its name. `reference` is its number in the feature reference. */
export const POLICY_CONDITIONS = {
  registered_within_days: { reference: "C1", value: days },
  certification: {
    reference: "C2",
    value: Type.Array(Type.Enum(["none", "attested", "certified"]), { minItems: 1, uniqueItems: true }),
  },
  publisher_verified: { reference: "C3", value: yesOrNo },
  application_permissions: { reference: "C4", value: names },
  delegated_permissions: { reference: "C5", value: names },
  highly_privileged: { reference: "C6", value: yesOrNo },
  overprivileged: { reference: "C7", value: yesOrNo },
  other_api_permissions: { reference: "C8", value: yesOrNo },
  data_usage: { reference: "C9", value: Type.Object({ above_gb: amount, per, ...part }, closed) },
  data_usage_trend: { reference: "C10", value: trend },
  api_calls: { reference: "C11", value: Type.Object({ above: whole, per, ...part }, closed) },
  api_calls_trend: { reference: "C12", value: trend },
  consent_users: {
    reference: "C13",
    value: Type.Object({ above: Type.Optional(whole), below: Type.Optional(whole) }, { ...closed, minProperties: 1 }),
  },
  consent_users_increase: { reference: "C14", value: Type.Object({ above_percent: amount }, closed) },
  priority_consent: { reference: "C15", value: yesOrNo },
  consented_by: { reference: "C16", value: names },
  consented_by_role: { reference: "C17", value: names },
  sensitivity_labels: { reference: "C18", value: names },
  services: { reference: "C19", value: names },
  error_rate: {
    reference: "C20",
    value: Type.Object({ above_percent: Type.Number({ minimum: 0, exclusiveMaximum: 100 }), ...part }, closed),
  },
  not_used_within_days: { reference: "C21", value: days },
  origin: { reference: "C22", value: Type.Enum(["internal", "external"]) },
  unused_for_days: { reference: "C23", value: unusedDays },
  credential_unused_days: { reference: "C24", value: unusedDays },
  credential_expires: {
    reference: "C25",
    value: Type.Object(
      { within_days: Type.Optional(days), after_days: Type.Optional(days) },
      { ...closed, minProperties: 1, maxProperties: 1 },
    ),
  },
  /** Not among the reference's 25: what people said of the app. */
  decision: {
    reference: "",
    value: Type.Array(Type.Enum(["none", "approved", "limited", "banned"]), { minItems: 1, uniqueItems: true }),
  },
  has_owner: { reference: "", value: yesOrNo },
  /** Not among the reference's 25: the predefined policy P7 needs it. */
  credential_added_within_days: { reference: "P7", value: days },
} as const;

export type ConditionName = keyof typeof POLICY_CONDITIONS;

const Scope = Type.Union([
  Type.Literal("all"),
  Type.Object({ apps: names }, closed),
  Type.Object({ except: names }, closed),
  Type.Object({ tags: names }, closed),
]);

const POLICY_ACTIONS = ["alert", "disable_app", "revoke", "notify", "webhook"] as const;
type PolicyAction = (typeof POLICY_ACTIONS)[number];

export function isRemedy(action: PolicyAction): action is Exclude<PolicyAction, "alert"> {
  return action !== "alert";
}

/** More than a policy that is as it should be finds in a day, and few enough to enable again by hand. */
export const DEFAULT_MOST_APPS = 5;
const MOST_APPS = 10_000;

const HEAD = {
  name: Type.String({
    pattern: "^[a-z0-9][a-z0-9_-]{0,62}$",
    description: "Its one name in a tenant: lower-case letters, digits, - and _.",
  }),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  description: Type.Optional(Type.String({ maxLength: 2_000 })),
  reference: Type.Optional(Type.String({ maxLength: 20, description: "Its number in a catalogue." })),
  severity: Type.Enum(["low", "medium", "high"]),
  state: Type.Optional(
    Type.Enum(["active", "audit", "inactive"], {
      description: "active: evaluated, raises alerts; audit (the default): matches are noted; inactive: nothing.",
    }),
  ),
  scope: Type.Optional(Scope),
  actions: Type.Optional(
    Type.Array(Type.Enum([...POLICY_ACTIONS]), {
      minItems: 1,
      uniqueItems: true,
      description: "What is done when it is active; alert is the default. docs/remediation.md says what the others do.",
    }),
  ),
  most_apps: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: MOST_APPS,
      description: `So many apps a day are disabled or revoked by it; where it would be more, somebody is asked. Default ${DEFAULT_MOST_APPS}.`,
    }),
  ),
};

/** A policy as it is written, but for its conditions: those are a tree, which is read by itself. */
export const PolicyDocument = Type.Object({ ...HEAD, when: Type.Unknown() }, closed);
export type PolicyDocument = Static<typeof PolicyDocument>;

const nested = Type.Array(Type.Ref("Condition"), { minItems: 1 });
const each = Object.entries(POLICY_CONDITIONS).map(([name, { reference, value }]) =>
  Type.Object({ [name]: value }, { ...closed, description: reference }),
);

/** The whole of it, as docs/policy.schema.json publishes it for editors. */
export const PolicySchema = Type.Object(
  {
    ...HEAD,
    when: Type.Cyclic(
      {
        Condition: Type.Union([
          Type.Object({ all: nested }, closed),
          Type.Object({ any: nested }, closed),
          Type.Object({ not: Type.Ref("Condition") }, closed),
          ...each,
        ]),
      },
      "Condition",
    ),
  },
  { ...closed, title: "Policy of Tidemark" },
);
