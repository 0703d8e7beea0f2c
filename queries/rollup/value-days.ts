import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Days (seconds since the epoch, UTC) of each tenant with events received in a span, newest first. */
export const valueDays = defineQuery(import.meta.url, {
  params: Type.Object({ since_ms: Type.Integer(), until_ms: Type.Integer() }),
  row: Type.Object({ tenant: Type.String(), day_s: Type.Number() }),
});
