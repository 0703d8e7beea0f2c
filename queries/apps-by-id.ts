import { Type } from "typebox";
import { defineQuery } from "./define-query.ts";

/** The tenants that know an app: none, one, or two when there are more than one. `tenant` empty: any. */
export const appsById = defineQuery(import.meta.url, "apps-by-id", {
  params: Type.Object({ app_id: Type.String(), tenant: Type.String() }),
  row: Type.Object({ tenant: Type.String() }),
});
