import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

const MaybeText = Type.Union([Type.String(), Type.Null()]);

/** The apps of a tenant as of a moment, by name. Times are ISO 8601; null where nobody said. */
export const inventoryApps = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    until_ms: Type.Integer(),
    search: Type.String(),
    limit: Type.Integer(),
    offset: Type.Integer(),
  }),
  row: Type.Object({
    app_id: Type.String(),
    app_name: Type.String(),
    status: Type.String(),
    seen_in: Type.String(),
    origin: Type.String(),
    publisher: Type.String(),
    publisher_verified: Type.Union([Type.Boolean(), Type.Null()]),
    permissions: Type.Number(),
    permission_type: Type.String(),
    consenting_users: Type.Number(),
    last_used_at: MaybeText,
    created_at: MaybeText,
    changed_at: MaybeText,
    marks: Type.Array(Type.String()),
  }),
});
