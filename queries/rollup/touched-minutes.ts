import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const touchedMinutes = defineQuery(import.meta.url, {
  params: Type.Object({ within_ms: Type.Integer() }),
  row: Type.Object({
    tenant: Type.String(),
    minute_s: Type.Integer(),
    marked_ms: Type.Number(),
    now_ms: Type.Number(),
  }),
});
