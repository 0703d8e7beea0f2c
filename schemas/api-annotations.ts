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

/** One revision as it is stored. */
export const AnnotationRevision = Type.Object({
  revision: Type.Number(),
  changed_at: Type.String({ format: "date-time" }),
  changed_by,
  tags: Type.Array(Type.String()),
  note: Type.String(),
  priority: Type.Boolean(),
});
export type AnnotationRevision = Static<typeof AnnotationRevision>;

const appAnnotation = {
  revision,
  tags: Type.Array(Type.String()),
  note: Type.String(),
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
