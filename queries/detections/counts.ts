import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always. */
export const detectionCounts = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), from_ms: Type.Integer(), to_ms: Type.Integer() }),
  row: Type.Object({
    apps: Type.Number(),
    apps_with_range: Type.Number(),
    apps_learning: Type.Number(),
    deviations: Type.Number(),
    apps_deviating: Type.Number(),
    alerts: Type.Number(),
    judged: Type.Number(),
    false_positive: Type.Number(),
  }),
});
