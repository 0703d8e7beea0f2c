import { Type } from "typebox";
import { ActionEvent } from "../../schemas/action.ts";
import { defineQuery } from "../define-query.ts";

/** Everything that happened to one action, in order. */
export const actionEvents = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), action_id: Type.String() }),
  row: ActionEvent,
});
