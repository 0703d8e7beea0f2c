import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The tenants whose inventory may have changed by what came in, each with the span in which it happened. */
export const inventoryEventSpans = defineQuery(import.meta.url, {
  params: Type.Object({ received_from_ms: Type.Integer(), received_to_ms: Type.Integer() }),
  row: Type.Object({ tenant: Type.String(), from_ms: Type.Number(), last_ms: Type.Number() }),
});
