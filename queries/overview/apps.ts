import { Type } from "typebox";
import { AppCounts } from "../../schemas/api-overview.ts";
import { defineQuery } from "../define-query.ts";

/** One row, always. */
export const overviewApps = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String() }),
  row: AppCounts,
});
