import { Type } from "typebox";

const state = Type.String({ description: "active, audit, inactive; in a history also deleted." });

const standing = {
  name: Type.String(),
  revision: Type.Number({ description: "Counts up with every change." }),
  state,
  severity: Type.String(),
  title: Type.String(),
  changed_by: Type.String(),
  changed_at: Type.String({ format: "date-time" }),
};
const document = Type.String({ description: "YAML or JSON; docs/policies.md says what it takes." });
const tenant = Type.String();

export const PolicyList = Type.Object({ tenant, policies: Type.Array(Type.Object(standing)) });

export const PolicyDetail = Type.Object({
  tenant,
  ...standing,
  document,
  history: Type.Array(Type.Object({ ...standing, document }), { description: "Every revision, newest first." }),
});

/** A document's text; documents are small. */
const Document = Type.String({ minLength: 1, maxLength: 100_000, description: "One policy, YAML or JSON." });

export const PolicyChange = Type.Object(
  {
    revision: Type.Integer({
      minimum: 0,
      description: "The revision that is replaced; 0: there is none of this name.",
    }),
    document: Document,
  },
  { additionalProperties: false },
);

export const PolicyChanged = Type.Object({ tenant, name: Type.String(), revision: Type.Number() });

export const PolicyDiff = Type.Object({
  tenant,
  name: Type.String(),
  from: Type.Integer(),
  to: Type.Integer(),
  lines: Type.Array(Type.String(), { description: "Lines with what became of them: '- ' gone, '+ ' new, '  ' kept." }),
});

export const BacktestBody = Type.Object(
  { document: Document, days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 30 })) },
  { additionalProperties: false },
);

export const BacktestAnswer = Type.Object({
  tenant,
  days: Type.Array(
    Type.Object({
      day: Type.String(),
      matches: Type.Array(Type.Object({ app_id: Type.String(), app_name: Type.String() })),
    }),
  ),
});
