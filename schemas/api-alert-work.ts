import { Type } from "typebox";

const text = Type.String();
const time = Type.String({ format: "date-time" });

/** As much of an alert as tells whether it is of the same kind, and what people made of it. */
export const HiddenAlert = Type.Object({
  uid: text,
  detection: text,
  title: text,
  severity: text,
  status: text,
  classification: text,
  determination: text,
  assignee: text,
  app_id: text,
  score: Type.Number(),
  first_activity_at: time,
});

export const SimilarAlert = Type.Object({
  ...HiddenAlert.properties,
  is_same: Type.Number({ description: "1: the same detection on the same app." }),
});

export const AlertEventRow = Type.Object({
  at: time,
  source: text,
  event_id: text,
  kind: text,
  user_id: text,
  operation: text,
  operation_class: text,
  service: text,
  resource: text,
  outcome: text,
  ip: text,
  country: text,
  user_agent: text,
  bytes_read: Type.Number({ description: "0 also where the feed does not say." }),
});

const pattern = (description: string) => Type.String({ maxLength: 2_048, description });

const PATTERNS = {
  detection: pattern("Id of a detection; empty: any."),
  app_id: pattern("Empty: any."),
  source: pattern("Feed; empty: any."),
  severity: pattern("Empty: any."),
  title: pattern("A part of the title, in any case; empty: any."),
};

export const TuningRule = Type.Object({
  name: text,
  revision: Type.Number(),
  state: Type.String({ description: "on, or off." }),
  ...PATTERNS,
  reason: text,
  changed_by: text,
  changed_at: time,
  until_at: Type.Union([time, Type.Null()], { description: "It hides nothing from then on." }),
  hides: Type.Number({ description: "How many alerts it hides now." }),
});

const asked = {
  detection: Type.Optional(PATTERNS.detection),
  app_id: Type.Optional(PATTERNS.app_id),
  source: Type.Optional(PATTERNS.source),
  severity: Type.Optional(PATTERNS.severity),
  title: Type.Optional(PATTERNS.title),
};

export const TuningBody = Type.Object(
  {
    revision: Type.Integer({ minimum: 0, description: "The revision that this was made on; 0: there is none." }),
    state: Type.Optional(Type.Enum(["on", "off"])),
    ...asked,
    until_at: Type.Optional(time),
    reason: Type.String({ minLength: 1, maxLength: 2_000 }),
  },
  { additionalProperties: false },
);

export const PreviewQuery = Type.Object({ tenant: Type.Optional(text), ...asked }, { additionalProperties: false });

export const TuningList = Type.Object({ tenant: text, rules: Type.Array(TuningRule) });
export const TuningChanged = Type.Object({ tenant: text, name: text, revision: Type.Number() });
export const TuningPreview = Type.Object({
  tenant: text,
  alerts: Type.Array(HiddenAlert, { description: "What it would hide, the latest first, a thousand at most." }),
  true_positives: Type.Integer({ description: "Those of them that somebody has called true." }),
});
export const SimilarAlerts = Type.Object({ tenant: text, uid: text, alerts: Type.Array(SimilarAlert) });
export const AlertEvents = Type.Object({ tenant: text, uid: text, rows: Type.Array(AlertEventRow) });
export const PolicyDraft = Type.Object({
  tenant: text,
  uid: text,
  document: Type.Unknown({ description: "A policy document." }),
});
