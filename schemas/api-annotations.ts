import { type Static, Type } from "typebox";

/** What people can say something about. */
export const ANNOTATED = ["app", "user"] as const;
export type Annotated = (typeof ANNOTATED)[number];

const revision = Type.Integer({
  minimum: 0,
  description: "Counts up with every change; 0: nobody has said anything yet.",
});
const changed_by = Type.String({ description: "The token or the person at the command line." });

/** A tag is a word for a list, a note a text for people. */
const Tags = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50 });
const Note = Type.String({ maxLength: 10_000 });

const time = Type.String({ format: "date-time" });
const timeOrNone = Type.Union([time, Type.Null()]);
export const DECISIONS = ["", "approved", "limited", "banned"] as const;
const MOST_REVIEW_DAYS = 3_650;

/** An app that a policy leaves alone until a moment. */
const PolicyException = Type.Object(
  { policy: Type.String({ minLength: 1, maxLength: 63 }), until: time, reason: Type.String({ maxLength: 2_000 }) },
  { additionalProperties: false },
);

/** Whose an app is and what was decided about it. */
const ownership = {
  owner: Type.String({ description: "Who answers for the app; empty: nobody." }),
  decision: Type.String({ description: "approved, limited, banned; empty: none." }),
  decision_until: timeOrNone,
  ticket: Type.String({ description: "Where it was decided: an address." }),
  review_days: Type.Number({ description: "It is to be reviewed every so many days; 0: never." }),
  reviewed_at: timeOrNone,
  exceptions: Type.Array(PolicyException, { description: "Policies that leave it alone, each until a moment." }),
};

/** One revision as it is stored. */
export const AnnotationRevision = Type.Object({
  revision: Type.Number(),
  changed_at: Type.String({ format: "date-time" }),
  changed_by,
  tags: Type.Array(Type.String()),
  note: Type.String(),
  priority: Type.Boolean(),
  ...ownership,
});
export type AnnotationRevision = Static<typeof AnnotationRevision>;

const appAnnotation = {
  revision,
  tags: Type.Array(Type.String()),
  note: Type.String(),
  ...ownership,
  changed_at: Type.Union([Type.String({ format: "date-time" }), Type.Null()]),
  changed_by: Type.Union([changed_by, Type.Null()]),
};

/** Tags and note of an app as they stand. */
export const AppAnnotation = Type.Object(appAnnotation);

export const AppAnnotationHistory = Type.Object({
  tenant: Type.String(),
  app_id: Type.String(),
  ...appAnnotation,
  history: Type.Array(Type.Object(appAnnotation), { description: "Every revision, newest first." }),
});

/** A change of an app's tags or note; what is left out stays. */
export const AppAnnotationChange = Type.Object(
  {
    revision: Type.Integer({ minimum: 0, description: "The revision this change was made on; 0 for the first." }),
    tags: Type.Optional(Tags),
    note: Type.Optional(Note),
    owner: Type.Optional(Type.String({ maxLength: 200 })),
    decision: Type.Optional(Type.Enum([...DECISIONS])),
    decision_until: Type.Optional(timeOrNone),
    ticket: Type.Optional(Type.String({ maxLength: 2_048 })),
    review_days: Type.Optional(Type.Integer({ minimum: 0, maximum: MOST_REVIEW_DAYS })),
    reviewed_at: Type.Optional(timeOrNone),
    exceptions: Type.Optional(Type.Array(PolicyException, { maxItems: 100 })),
  },
  { additionalProperties: false },
);

export const PriorityAccount = Type.Object({
  user_id: Type.String({ description: "The sign-in name where the directory gives one." }),
  said_id: Type.String({ description: "The id that the operator or the directory gave." }),
  named_by: Type.String({ description: "operator or directory" }),
  revision: Type.Number({ description: "Of the operator's word; 0 where only the directory says so." }),
  note: Type.String(),
  changed_by: Type.String(),
  changed_at: Type.String({ format: "date-time" }),
});

export const PriorityAccounts = Type.Object({
  tenant: Type.String(),
  accounts: Type.Array(PriorityAccount),
  next_offset: Type.Union([Type.Integer(), Type.Null()], { description: "Null: this is the last page." }),
});

/** Whether a user is a priority account, whatever the directory says. */
export const PriorityChange = Type.Object(
  {
    revision: Type.Integer({ minimum: 0, description: "The revision this change was made on; 0 for the first." }),
    priority: Type.Boolean(),
    note: Type.Optional(Note),
  },
  { additionalProperties: false },
);

export const PriorityAnswer = Type.Object({
  tenant: Type.String(),
  user_id: Type.String(),
  revision,
  priority: Type.Boolean(),
  note: Type.String(),
});
