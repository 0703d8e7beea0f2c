import { Type } from "typebox";
import { LabelApps } from "../../schemas/api-overview.ts";
import { defineQuery } from "../define-query.ts";

/** Apps per sensitivity label, the most first. The span covers whole days. */
export const overviewLabels = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    limit: Type.Integer(),
  }),
  row: LabelApps,
});
