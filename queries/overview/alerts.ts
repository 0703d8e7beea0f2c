import { Type } from "typebox";
import { AlertCounts } from "../../schemas/api-overview.ts";
import { defineQuery } from "../define-query.ts";

/** One row, always. */
export const overviewAlerts = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String() }),
  row: AlertCounts,
});
