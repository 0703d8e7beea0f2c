import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The tenants there are. */
export const tenantChoices = defineQuery(import.meta.url, {
  params: Type.Object({ limit: Type.Integer() }),
  row: Type.Object({ tenant: Type.String() }),
});
