import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Usage over time, gap-filled: one series, or one for each of the busiest services, operation classes or apps. */
export const usageOverTime = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    step_s: Type.Integer({ description: "The least time between two points." }),
    hours_for_days: Type.Integer({
      description: "Spans of up to this many days are given by hours, longer ones by days.",
    }),
    app_ids: Type.Array(Type.String(), { description: "Empty: all." }),
    services: Type.Array(Type.String(), { description: "Empty: all." }),
    operation_classes: Type.Array(Type.String(), { description: "Empty: all." }),
    split: Type.Enum(["", "service", "operation_class", "app"]),
    rank_by: Type.Enum(["calls", "errors", "bytes"], { description: "What makes a series one of the busiest." }),
  }),
  row: Type.Object({
    time: Type.String(),
    series: Type.String({ description: "Empty: all in one." }),
    calls: Type.Number(),
    errors: Type.Number(),
    error_rate: Type.Union([Type.Number(), Type.Null()], { description: "Null: no calls." }),
    bytes_read: Type.Union([Type.Number(), Type.Null()], { description: "Null: no feed gives it." }),
    bytes_written: Type.Union([Type.Number(), Type.Null()], { description: "Null: no feed gives it." }),
    bytes: Type.Union([Type.Number(), Type.Null()], { description: "Both ways." }),
  }),
});
