import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What every app did in the busiest five minutes of an hour that has not ended. */
export const usageUnfinished = defineQuery(import.meta.url, {
  params: Type.Object({
    from_s: Type.Integer({ description: "The beginning of the hour." }),
    to_s: Type.Integer({ description: "The end of the last five minutes that count." }),
  }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    app_id: Type.String(),
    at: Type.Integer({ description: "The beginning of the hour, epoch seconds." }),
    busiest_calls: Type.Number(),
    busiest_errors: Type.Number(),
    busiest_bytes_read: Type.Number({ description: "NaN where the feed gives none." }),
    busiest_bytes_written: Type.Number({ description: "NaN where the feed gives none." }),
    events: Type.Number({ description: "In the hour so far." }),
  }),
});
