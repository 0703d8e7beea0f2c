import { Type } from "typebox";
import { AlertSummary } from "../../schemas/api-alerts.ts";
import { defineQuery } from "../define-query.ts";

/**
 * Alerts whose activity overlaps the span. An empty filter takes all; status and severity ignore case, and the status
 * `unresolved` takes all that are not resolved.
 */
export const alerts = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    status: Type.String(),
    severity: Type.String(),
    detection: Type.String(),
    app_id: Type.String(),
    classification: Type.String(),
    assignee: Type.String(),
    hidden: Type.Integer({ minimum: 0, maximum: 1, description: "1: those too that a rule hides." }),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    limit: Type.Integer(),
    offset: Type.Integer(),
  }),
  row: AlertSummary,
});
