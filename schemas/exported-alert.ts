import { type Static, Type } from "typebox";

const text = (description: string) => Type.String({ description });
const orNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description });
const time = (description: string) => Type.String({ format: "date-time", description });

export const AttackTechnique = Type.Object({
  id: text("ATT&CK id, as T1530."),
  name: Type.String(),
  tactic_id: text("ATT&CK id, as TA0009."),
  tactic: Type.String(),
});

/** One revision of an alert as it leaves Tidemark: the plain JSON format, and what every other format is made of. */
export const ExportedAlert = Type.Object(
  {
    schema_version: Type.Literal("1"),
    vendor: text("Tidemark."),
    product: text("Tidemark."),
    product_version: Type.String(),
    detection_source: text("App Governance."),
    change: Type.Enum(["create", "update", "close"], {
      description: "create: the first revision. close: it is resolved now. update: anything else.",
    }),
    test: Type.Boolean({ description: "Sent by `tidemark export test`; stands for nothing that happened." }),
    uid: text("The same alert has the same uid in every revision, format and retry."),
    revision: Type.Integer({ minimum: 1, description: "Counts up. The same uid and revision again is a copy." }),
    tenant: Type.String(),
    detection: text("Id of the detection."),
    detection_name: Type.String(),
    reference: orNull("Number in the catalogue of detections."),
    title: Type.String(),
    severity: text("info, low, medium, high or critical."),
    score: Type.Number({ description: "How far from normal, 0 to 100." }),
    status: text("new, in_progress or resolved."),
    classification: orNull("What people judged it to be."),
    determination: orNull("And why."),
    comment: orNull("What whoever made this revision wrote with it."),
    app_id: text("Empty where it is about a feed as a whole (`feed_silent`)."),
    app_name: Type.String(),
    source: text("The feed that the evidence comes from."),
    techniques: Type.Array(AttackTechnique),
    recommended_actions: Type.Array(Type.String()),
    first_activity_at: time("Beginning of what the alert is about."),
    last_activity_at: time("Its end, so far."),
    raised_at: time("When the first revision was recorded."),
    recorded_at: time("When this revision was recorded."),
    actor: text("Who made this revision."),
    action: text("What this revision did."),
    url: orNull("The alert in Tidemark, where its address is configured."),
    evidence: Type.Unknown({ description: "What it rests on: windows with observed and expected values, and rows." }),
  },
  { additionalProperties: false, title: "Tidemark alert", description: "One revision of one alert." },
);
export type ExportedAlert = Static<typeof ExportedAlert>;
