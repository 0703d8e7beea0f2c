import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";
import { huntParameters } from "./apps.ts";

/** Alerts whose activity overlaps the span, as a table to join. */
export const huntAlerts = defineQuery(import.meta.url, {
  params: huntParameters,
  row: Type.Object({
    uid: Type.String(),
    first_activity_at: Type.String(),
    last_activity_at: Type.String(),
    title: Type.String(),
    severity: Type.String(),
    detection: Type.String(),
    detection_source: Type.String(),
    status: Type.String(),
    classification: Type.String(),
    determination: Type.String(),
    source: Type.String(),
    app_id: Type.String(),
    score: Type.Number(),
  }),
});
