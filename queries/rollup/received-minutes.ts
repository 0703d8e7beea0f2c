import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** `run_id` empty: of all runs. */
export const receivedMinutes = defineQuery(import.meta.url, {
  params: Type.Object({ since_ms: Type.Integer(), until_ms: Type.Integer(), run_id: Type.String() }),
  row: Type.Object({ tenant: Type.String(), minute_s: Type.Integer() }),
});
