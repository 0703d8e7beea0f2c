import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Who knows an app by any of its ids: no tenant, one, or two when there are more. `tenant` empty: any. */
export const appKnown = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), app_id: Type.String() }),
  row: Type.Object({ tenant: Type.String(), app_id: Type.String(), app_ids: Type.Array(Type.String()) }),
});
