import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What the service has to score again, as somebody said something of it. */
export const feedbackHeard = defineQuery(import.meta.url, {
  params: Type.Object({ since_ms: Type.Integer() }),
  row: Type.Object({ tenant: Type.String(), from_s: Type.Integer() }),
});
