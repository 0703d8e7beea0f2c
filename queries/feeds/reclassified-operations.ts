import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Operations in events of a span whose stored class differs from the one the present rules give, most events first. */
export const reclassifiedOperations = defineQuery(import.meta.url, {
  params: Type.Object({ from_ms: Type.Integer(), to_ms: Type.Integer(), limit: Type.Integer({ minimum: 1 }) }),
  row: Type.Object({
    source: Type.String(),
    service: Type.String(),
    operation: Type.String(),
    stored_class: Type.String(),
    present_class: Type.String(),
    events: Type.Number(),
    last_ms: Type.Number(),
  }),
});
