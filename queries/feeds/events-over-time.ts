import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Events over time by feed, gap-filled: every feed for itself. */
export const feedEventsOverTime = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    step_s: Type.Integer(),
  }),
  row: Type.Object({ time: Type.String(), source: Type.String(), events: Type.Number() }),
});
