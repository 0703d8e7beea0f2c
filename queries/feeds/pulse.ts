import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row a tenant and feed that has events in the span. A minute stands for its beginning. */
export const feedPulse = defineQuery(import.meta.url, {
  params: Type.Object({ from_ms: Type.Integer(), to_ms: Type.Integer() }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    newest_s: Type.Integer(),
    span_s: Type.Integer(),
    longest_pause_s: Type.Integer(),
    longest_delay_s: Type.Number(),
    received_span_s: Type.Number(),
  }),
});
