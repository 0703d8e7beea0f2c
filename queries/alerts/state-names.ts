import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The latest name of each of some apps; an app that never gave one has no row. */
export const alertStateNames = defineQuery(import.meta.url, {
  params: Type.Object({ app_ids: Type.Array(Type.String()) }),
  row: Type.Object({ tenant: Type.String(), app_id: Type.String(), app_name: Type.String() }),
});
