import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The minutes given lie between `from_s` and `to_s`; those found, up to `request_max_s` around them, in `near_minutes_s`. */
export const salesforceRequests = defineQuery(import.meta.url, {
  params: Type.Object({
    tenants: Type.Array(Type.String()),
    minutes_s: Type.Array(Type.Integer()),
    near_minutes_s: Type.Array(Type.Integer()),
    from_s: Type.Integer(),
    to_s: Type.Integer(),
    request_max_s: Type.Integer(),
  }),
  row: Type.Object({ tenant: Type.String(), minute_s: Type.Integer() }),
});
