import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The actions of policies of which a request was sent since a moment: always one row. */
export const actionsBegun = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), from_ms: Type.Integer() }),
  row: Type.Object({ action_ids: Type.Array(Type.String()) }),
});
