import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What people set of detections. */
export const detectionSettings = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String({ description: "Empty: all tenants." }) }),
  row: Type.Object({
    tenant: Type.String(),
    detection: Type.String(),
    app_id: Type.String({ description: "Empty: all apps." }),
    revision: Type.Number(),
    state: Type.String({ description: "on or off." }),
    until_ms: Type.Union([Type.Number(), Type.Null()], { description: "Off until then; null: for good." }),
    sensitivity: Type.String({ description: "low, medium or high." }),
    changed_by: Type.String(),
    note: Type.String(),
  }),
});
