import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";
import { exportSelection } from "./due.ts";

export const exportPage = defineQuery(import.meta.url, {
  params: Type.Object({ ...exportSelection, page_end_ms: Type.Integer(), limit: Type.Integer() }),
  row: Type.Object({
    key: Type.String({ description: "A 128-bit number." }),
    received_ms: Type.Number(),
    tenant: Type.String(),
    uid: Type.String(),
    revision: Type.Number(),
    recorded_ms: Type.Number(),
    actor: Type.String(),
    action: Type.String(),
    detection: Type.String(),
    reference: Type.String(),
    title: Type.String(),
    severity: Type.String(),
    status: Type.String(),
    classification: Type.String(),
    determination: Type.String(),
    comment: Type.String(),
    source: Type.String(),
    app_id: Type.String(),
    score: Type.Number(),
    first_activity_ms: Type.Number(),
    last_activity_ms: Type.Number(),
    evidence: Type.String({ description: "JSON." }),
  }),
});
