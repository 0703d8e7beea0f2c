import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const conflictCandidates = defineQuery(import.meta.url, {
  params: Type.Object({
    since_ms: Type.Integer(),
    until_ms: Type.Integer(),
    after: Type.String(),
    limit: Type.Integer(),
  }),
  row: Type.Object({
    identity_text: Type.String(),
    tenants: Type.Array(Type.String()),
    minutes_s: Type.Array(Type.Integer()),
  }),
});
