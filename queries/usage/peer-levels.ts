import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** How busy the apps of each feed were in the week before each day: of each app its busiest hour, of these some quantiles. */
export const peerLevels = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String({ description: "Empty: all tenants." }),
    history_from_s: Type.Integer({ description: "Nothing before this counts." }),
    first_day: Type.Integer({ minimum: 7, description: "Days since 1970-01-01." }),
    last_day: Type.Integer(),
  }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    metric: Type.String({ description: "calls or bytes_read" }),
    day: Type.Integer(),
    apps: Type.Integer(),
    median: Type.Number(),
    high: Type.Number({ description: "Nine of ten had no such hour." }),
    highest: Type.Number({ description: "99 of a hundred had no such hour." }),
  }),
});
