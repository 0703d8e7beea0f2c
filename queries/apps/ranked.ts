import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The apps that did most in a span, with what is known of them. */
export const appsRanked = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    services: Type.Array(Type.String(), { description: "Empty: all." }),
    operation_classes: Type.Array(Type.String(), { description: "Empty: all." }),
    rank_by: Type.Enum(["calls", "errors", "bytes", "bytes_read", "bytes_written"]),
    limit: Type.Integer(),
  }),
  row: Type.Object({
    app_id: Type.String(),
    app_name: Type.String({ description: "Its id where no name is known." }),
    publisher: Type.String(),
    risk_score: Type.Union([Type.Number(), Type.Null()], { description: "Null: not judged yet." }),
    calls: Type.Number(),
    errors: Type.Number(),
    error_rate: Type.Number(),
    bytes_read: Type.Union([Type.Number(), Type.Null()]),
    bytes_written: Type.Union([Type.Number(), Type.Null()]),
    users: Type.Number({ description: "About." }),
  }),
});
