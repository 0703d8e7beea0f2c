import { Type } from "typebox";
import { VALUE_ATTRIBUTES } from "../../schemas/api-app-parts.ts";
import { defineQuery } from "../define-query.ts";

export const valuesRanked = defineQuery(import.meta.url, {
  /** Users, addresses, countries and the like over all apps, the largest first. The span covers whole days. */
  params: Type.Object({
    tenant: Type.String(),
    attribute: Type.Enum([...VALUE_ATTRIBUTES, "user_id"]),
    services: Type.Array(Type.String(), { description: "Empty: all. Only users and labels are kept by service." }),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    rank_by: Type.Enum(["calls", "errors", "bytes", "sign_ins", "sign_in_errors"]),
    limit: Type.Integer(),
  }),
  row: Type.Object({
    value: Type.String(),
    apps: Type.Number(),
    calls: Type.Number(),
    errors: Type.Number(),
    sign_ins: Type.Number(),
    sign_in_errors: Type.Number(),
    bytes_read: Type.Union([Type.Number(), Type.Null()]),
    bytes_written: Type.Union([Type.Number(), Type.Null()]),
  }),
});
