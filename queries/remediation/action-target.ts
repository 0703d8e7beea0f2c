import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What is known of the app that an action is about: always one row. */
export const actionTarget = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), app_id: Type.String() }),
  row: Type.Object({
    app_id: Type.String(),
    app_name: Type.String(),
    first_party: Type.Boolean(),
    tags: Type.Array(Type.String()),
    sources: Type.Array(Type.String()),
    user_ids: Type.Array(Type.String()),
  }),
});
