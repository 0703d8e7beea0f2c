import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The top of the operations of a span that are of class `other`, by feed and service. */
export const unknownOperations = defineQuery(import.meta.url, {
  params: Type.Object({ from_ms: Type.Integer(), to_ms: Type.Integer(), limit: Type.Integer({ minimum: 1 }) }),
  row: Type.Object({
    source: Type.String(),
    service: Type.String(),
    operation: Type.String(),
    events: Type.Number(),
    apps: Type.Integer(),
    last_ms: Type.Number(),
    example_event_id: Type.String(),
  }),
});
