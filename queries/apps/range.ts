import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One measure of one app against its normal range, hour by hour, gap-filled. */
export const appRange = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_ids: Type.Array(Type.String()),
    metric: Type.String({ description: "One of the measures that baselines have." }),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
  }),
  row: Type.Object({
    time: Type.String(),
    observed: Type.Union([Type.Number(), Type.Null()], { description: "Null: the feed does not give it." }),
    expected: Type.Union([Type.Number(), Type.Null()], {
      description: "Null: nothing is known of this hour of the week.",
    }),
    low: Type.Union([Type.Number(), Type.Null()]),
    high: Type.Union([Type.Number(), Type.Null()]),
  }),
});
