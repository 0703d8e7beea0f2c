import { Type } from "typebox";
import { PriorityDataUsage } from "../../schemas/api-app-parts.ts";
import { defineQuery } from "../define-query.ts";

/** What one app did for priority accounts, by service, with the period before. The span covers whole days. */
export const appPriorityData = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_ids: Type.Array(Type.String()),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
  }),
  row: PriorityDataUsage,
});
