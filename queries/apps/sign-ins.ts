import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Sign-ins of one app and those that failed, with the period before: one row, always. The span covers whole days. */
export const appSignIns = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_ids: Type.Array(Type.String()),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
  }),
  row: Type.Object({
    sign_ins: Type.Number(),
    failures: Type.Number(),
    sign_ins_before: Type.Number(),
    failures_before: Type.Number(),
  }),
});
