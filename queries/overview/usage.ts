import { Type } from "typebox";
import { MonthlyUsage } from "../../schemas/api-overview.ts";
import { defineQuery } from "../define-query.ts";

/** Data usage of all apps of a tenant by month, service and resource type. The span covers whole days. */
export const overviewUsage = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), from_ms: Type.Integer(), to_ms: Type.Integer() }),
  row: MonthlyUsage,
});
