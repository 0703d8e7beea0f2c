import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Windows outside their range, the newest first. */
export const deviationsListed = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_ids: Type.Array(Type.String(), { description: "Empty: all." }),
    metric: Type.String({ description: "Empty: all." }),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    limit: Type.Integer(),
  }),
  row: Type.Object({
    time: Type.String({ description: "When the window began." }),
    time_end: Type.String(),
    from_ms: Type.Number({ description: "The same as epoch milliseconds, for links." }),
    to_ms: Type.Number(),
    app_id: Type.String(),
    app_name: Type.String(),
    metric: Type.String(),
    observed: Type.Union([Type.Number(), Type.Null()]),
    expected: Type.Union([Type.Number(), Type.Null()]),
    low: Type.Union([Type.Number(), Type.Null()]),
    high: Type.Union([Type.Number(), Type.Null()]),
    score: Type.Number(),
    text: Type.String({ description: "The same in words." }),
  }),
});
