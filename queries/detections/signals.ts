import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What detections look at: the signals of some apps of a tenant. */
export const appSignals = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    apps: Type.Array(Type.String()),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
  }),
  row: Type.Object({
    app_id: Type.String(),
    signal: Type.String(),
    service: Type.String(),
    operation_class: Type.String(),
    value: Type.String(),
    at_ms: Type.Number(),
    until_ms: Type.Number(),
    strength: Type.Number(),
    observed: Type.Number(),
    usual: Type.Union([Type.Number(), Type.Null()]),
    evidence: Type.String({ description: "JSON." }),
  }),
});
