import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What is still refused, by feed and reason. */
export const quarantineCases = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), limit: Type.Integer() }),
  row: Type.Object({
    source: Type.String(),
    reason: Type.String(),
    records: Type.Number(),
    received_last_at: Type.String(),
    example_detail: Type.String(),
    example_position: Type.String(),
  }),
});
