import { Type } from "typebox";

const stateFields = {
  revision: Type.Number({ description: "Counts up with everything that happens to the alert." }),
  severity: Type.String(),
  status: Type.String(),
  classification: Type.String(),
  determination: Type.String(),
  assignee: Type.String({ description: "Who works on it; empty: nobody." }),
  score: Type.Number({ description: "How far from normal, 0 to 100." }),
  recorded_at: Type.String({ format: "date-time" }),
};

const identityFields = {
  tenant: Type.String(),
  uid: Type.String({ description: "The same evidence always gives the same uid." }),
  detection: Type.String(),
  reference: Type.Union([Type.String(), Type.Null()], { description: "Number in the catalogue of detections." }),
  title: Type.String(),
  source: Type.String(),
  app_id: Type.String(),
  first_activity_at: Type.String({ format: "date-time" }),
  last_activity_at: Type.String({ format: "date-time" }),
};

export const AlertSummary = Type.Object({
  ...identityFields,
  ...stateFields,
  hidden_by: Type.String({ description: "The tuning rule that hides it; empty: none." }),
  incident_uid: Type.String({ description: "The first alert of the incident that it belongs to: one app, one span." }),
});

const byWhom = {
  actor: Type.String({ description: "Who made this revision." }),
  action: Type.String({ description: "What this revision did." }),
  comment: Type.String({ description: "What they wrote with it." }),
};

/** One revision as it is stored: `evidence` is JSON text. */
export const AlertRevisionRow = Type.Object({
  ...identityFields,
  ...stateFields,
  ...byWhom,
  evidence: Type.String(),
});

export const AlertList = Type.Object({
  alerts: Type.Array(AlertSummary, { description: "Latest activity first." }),
  next_offset: Type.Union([Type.Integer(), Type.Null()], { description: "Null: this is the last page." }),
});

/** One of the alerts that belong together. */
export const IncidentAlert = Type.Object({
  incident_uid: Type.String(),
  uid: Type.String(),
  detection: Type.String(),
  reference: identityFields.reference,
  title: Type.String(),
  severity: Type.String(),
  status: Type.String(),
  first_activity_at: identityFields.first_activity_at,
  last_activity_at: identityFields.last_activity_at,
});

const Story = Type.Object({
  what: Type.String(),
  since: Type.String(),
  compared_with: Type.String(),
  by_whom: Type.String(),
  how_sure: Type.String(),
  what_to_do: Type.Array(Type.String()),
});

export const AlertDetail = Type.Object({
  story: Story,
  ...identityFields,
  ...stateFields,
  incident: Type.Array(IncidentAlert, {
    description: "All alerts on the app that belong together with it, and itself, in order of time.",
  }),
  evidence: Type.Unknown({ description: "What the alert rests on; its shape is the detection's." }),
  history: Type.Array(Type.Object({ ...stateFields, ...byWhom }), { description: "Every revision, newest first." }),
});

/** The words for what people make of an alert. */
const STATUSES = ["new", "in_progress", "resolved"] as const;
const CLASSIFICATIONS = ["", "true_positive", "informational", "false_positive"] as const;
const DETERMINATIONS = [
  "",
  "malware",
  "phishing",
  "compromised_account",
  "malicious_user_activity",
  "multi_staged_attack",
  "unwanted_software",
  "security_testing",
  "line_of_business_application",
  "confirmed_activity",
  "not_malicious",
  "not_enough_data_to_validate",
  "other",
] as const;

const MAX_COMMENT = 10_000;

export const ALERT_WORDS = {
  status: STATUSES,
  classification: CLASSIFICATIONS,
  determination: DETERMINATIONS,
} as const;

export const AlertChangeBody = Type.Object(
  {
    status: Type.Optional(Type.Enum([...STATUSES])),
    classification: Type.Optional(Type.Enum([...CLASSIFICATIONS], { description: "Empty: not set." })),
    determination: Type.Optional(Type.Enum([...DETERMINATIONS], { description: "Empty: not set." })),
    comment: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_COMMENT })),
    assignee: Type.Optional(Type.String({ maxLength: 200, description: "Empty: nobody." })),
    revision: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: "The revision this was made on: refused with 409 where another stands.",
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const AlertChanged = Type.Object({
  uid: Type.String(),
  revision: Type.Number(),
  changed: Type.Boolean({ description: "false: the alert said all of this already, and no revision was made." }),
});
