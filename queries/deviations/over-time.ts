import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Windows outside their range over time, by measure, gap-filled. */
export const deviationsOverTime = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    step_s: Type.Integer(),
  }),
  row: Type.Object({ time: Type.String(), metric: Type.String(), deviations: Type.Number(), apps: Type.Number() }),
});
