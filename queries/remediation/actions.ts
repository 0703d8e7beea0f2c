import { Type } from "typebox";
import { ActionRow } from "../../schemas/action.ts";
import { defineQuery } from "../define-query.ts";

/** Actions as they stand; an empty filter takes all. `open_only`: those that are to be carried out. */
export const actions = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    action_id: Type.String(),
    app_id: Type.String(),
    state: Type.String(),
    policy: Type.String(),
    open_only: Type.Integer({ minimum: 0, maximum: 1 }),
    limit: Type.Integer(),
    offset: Type.Integer(),
  }),
  row: ActionRow,
});
