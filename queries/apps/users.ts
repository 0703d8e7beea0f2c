import { Type } from "typebox";
import { AppUser, USER_SORTS } from "../../schemas/api-app-parts.ts";
import { defineQuery } from "../define-query.ts";

/** The users of one app by what it moved for them. The span covers whole days; `priority_only` is 0 or 1. */
export const appUsers = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_ids: Type.Array(Type.String()),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    sort: Type.Enum([...USER_SORTS]),
    search: Type.String(),
    priority_only: Type.Integer({ minimum: 0, maximum: 1 }),
    limit: Type.Integer(),
    offset: Type.Integer(),
  }),
  row: Type.Object({ ...AppUser.properties, users_in_all: Type.Number(), priority_in_all: Type.Number() }),
});
