import { Type } from "typebox";

const stateFields = {
  revision: Type.Number({ description: "Counts up with everything that happens to the alert." }),
  severity: Type.String(),
  status: Type.String(),
  classification: Type.String(),
  determination: Type.String(),
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

export const AlertSummary = Type.Object({ ...identityFields, ...stateFields });

const byWhom = {
  actor: Type.String({ description: "Who made this revision." }),
  action: Type.String({ description: "What this revision did." }),
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

export const AlertDetail = Type.Object({
  ...identityFields,
  ...stateFields,
  evidence: Type.Unknown({ description: "What the alert rests on; its shape is the detection's." }),
  history: Type.Array(Type.Object({ ...stateFields, ...byWhom }), { description: "Every revision, newest first." }),
});
