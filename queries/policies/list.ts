import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The policies of a tenant (name empty: all), each with its revisions, the newest first. */
export const policies = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    name: Type.String(),
    newest_only: Type.Integer({ minimum: 0, maximum: 1 }),
  }),
  row: Type.Object({
    name: Type.String(),
    revision: Type.Integer(),
    state: Type.String(),
    severity: Type.String(),
    title: Type.String(),
    changed_by: Type.String(),
    changed_at: Type.String(),
    document: Type.String(),
  }),
});
