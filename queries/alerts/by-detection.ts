import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What each detection raised, and what people made of it. */
export const alertsByDetection = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), from_ms: Type.Integer(), to_ms: Type.Integer(), limit: Type.Integer() }),
  row: Type.Object({
    detection: Type.String(),
    alerts: Type.Number(),
    unresolved: Type.Number(),
    true_positive: Type.Number(),
    informational: Type.Number(),
    false_positive: Type.Number(),
    false_share: Type.Union([Type.Number(), Type.Null()], {
      description: "Of those that were judged. Null: none was.",
    }),
    apps: Type.Number(),
  }),
});
