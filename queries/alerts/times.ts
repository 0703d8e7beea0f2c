import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** How long alerts waited, by severity. */
export const alertTimes = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), from_ms: Type.Integer(), to_ms: Type.Integer() }),
  row: Type.Object({
    severity: Type.String(),
    alerts: Type.Number(),
    unresolved: Type.Number(),
    untouched: Type.Number({ description: "Nobody took a look yet." }),
    first_look_s: Type.Union([Type.Number(), Type.Null()], {
      description: "Median time until somebody took it up. Null: nobody took one.",
    }),
    resolved_s: Type.Union([Type.Number(), Type.Null()], {
      description: "Median time until it was resolved. Null: none was.",
    }),
    oldest_s: Type.Union([Type.Number(), Type.Null()], { description: "How long the oldest unresolved one waits." }),
  }),
});
