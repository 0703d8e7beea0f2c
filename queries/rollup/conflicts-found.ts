import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const conflictsFound = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({
    tenant: Type.String(),
    minute_s: Type.Integer(),
    copies: Type.Integer(),
    shares_requests: Type.Integer(),
    revision: Type.String(),
  }),
});
