import { Type } from "typebox";
import { HiddenAlert } from "../../schemas/api-alert-work.ts";
import { defineQuery } from "../define-query.ts";

/** The past alerts that a rule would have hidden. */
export const tuningPreview = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    detection: Type.String(),
    app_id: Type.String(),
    source: Type.String(),
    severity: Type.String(),
    title: Type.String(),
    limit: Type.Integer(),
  }),
  row: HiddenAlert,
});
