import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The tenants that have apps: none, one, or two when there are more. */
export const tenantsKnown = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({ tenant: Type.String() }),
});
