import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Which classes of operations were called most, in which services. */
export const operationsRanked = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_ids: Type.Array(Type.String(), { description: "Empty: all." }),
    services: Type.Array(Type.String(), { description: "Empty: all." }),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    limit: Type.Integer(),
  }),
  row: Type.Object({
    service: Type.String(),
    operation_class: Type.String(),
    apps: Type.Number(),
    calls: Type.Number(),
    errors: Type.Number(),
    error_rate: Type.Number(),
    bytes_read: Type.Union([Type.Number(), Type.Null()]),
    bytes_written: Type.Union([Type.Number(), Type.Null()]),
  }),
});
