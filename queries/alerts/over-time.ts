import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Alerts raised over time by severity, gap-filled. */
export const alertsOverTime = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    step_s: Type.Integer(),
  }),
  row: Type.Object({ time: Type.String(), severity: Type.String(), alerts: Type.Number() }),
});
