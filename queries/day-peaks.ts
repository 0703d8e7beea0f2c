import { Type } from "typebox";
import { defineQuery } from "./define-query.ts";

/** The busiest hour of each app on each day. */
export const dayPeaks = defineQuery(import.meta.url, "day-peaks", {
  params: Type.Object({
    tenant: Type.String({ description: "Empty: all tenants." }),
    from_s: Type.Integer(),
    to_s: Type.Integer(),
  }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    app_id: Type.String(),
    day: Type.Integer({ description: "Days since 1970-01-01." }),
    calls: Type.Number(),
    bytes_read: Type.Number({ description: "0 where the feed gives none." }),
  }),
});
