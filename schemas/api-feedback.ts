import { Type } from "typebox";

const time = Type.String({ format: "date-time" });

const KINDS = ["mute", "maintenance", "expected", "not_expected"] as const;

const about = {
  kind: Type.Enum([...KINDS], {
    description:
      "mute: nothing is raised. maintenance: the same, and as if nothing were known of it. expected: the same, and it teaches as it is. not_expected: it is raised and never teaches.",
  }),
  app_id: Type.String({ maxLength: 2_048, description: "Any id of one app; empty: all." }),
  source: Type.String({ maxLength: 100, description: "One feed; empty: all." }),
  metric: Type.String({ maxLength: 100, description: "One metric; empty: all." }),
  from: { ...time, description: "Beginning of the first window." },
  to: { ...time, description: "End of the last one." },
  reason: Type.String({ maxLength: 2_000, description: "Why, for whoever reads it later." }),
};

export const FeedbackBody = Type.Object(
  {
    kind: about.kind,
    app_id: Type.Optional(about.app_id),
    source: Type.Optional(about.source),
    metric: Type.Optional(about.metric),
    from: about.from,
    to: about.to,
    reason: Type.String({ minLength: 1, maxLength: 2_000 }),
  },
  { additionalProperties: false },
);

const identity = {
  feedback_id: Type.String({ description: "The same said again of the same windows has the same." }),
  revision: Type.Number(),
};

export const FeedbackAnswer = Type.Object({ tenant: Type.String(), ...identity, removed: Type.Boolean() });

export const FeedbackList = Type.Object({
  tenant: Type.String(),
  feedback: Type.Array(
    Type.Object({
      ...identity,
      ...about,
      kind: Type.String(),
      removed: Type.Boolean(),
      changed_by: Type.String(),
      changed_at: time,
    }),
  ),
});
