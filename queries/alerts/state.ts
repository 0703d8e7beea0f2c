import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Alerts as they stand now, for the job that raises and corrects them. */
export const alertState = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String({ description: "Empty: all tenants." }),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
  }),
  row: Type.Object({
    tenant: Type.String(),
    uid: Type.String(),
    revision: Type.Number(),
    detection: Type.String(),
    reference: Type.String(),
    title: Type.String(),
    severity: Type.String(),
    status: Type.String(),
    classification: Type.String(),
    determination: Type.String(),
    assignee: Type.String(),
    source: Type.String(),
    app_id: Type.String(),
    score: Type.Number(),
    first_activity_ms: Type.Number(),
    last_activity_ms: Type.Number(),
    evidence: Type.String({ description: "JSON." }),
  }),
});
