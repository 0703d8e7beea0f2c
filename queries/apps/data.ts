import { Type } from "typebox";
import { DataUsage } from "../../schemas/api-app-parts.ts";
import { defineQuery } from "../define-query.ts";

/** One app's data usage by service and resource type, with the period before. The span covers whole days. */
export const appData = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_ids: Type.Array(Type.String()),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
  }),
  row: DataUsage,
});
