import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** From where on, and what of it. An empty list of what to take takes all. */
export const exportSelection = {
  destination: Type.String(),
  epoch: Type.Integer(),
  cursor_ms: Type.Integer(),
  cursor_tenant: Type.String(),
  cursor_uid: Type.String(),
  cursor_revision: Type.Integer(),
  tenants: Type.Array(Type.String()),
  severities: Type.Array(Type.String()),
  detections: Type.Array(Type.String()),
  skip_actors: Type.Array(Type.String(), { description: "Who made a revision that this destination knows already." }),
};

export const exportDue = defineQuery(import.meta.url, {
  params: Type.Object(exportSelection),
  row: Type.Object({
    due: Type.Number(),
    oldest_ms: Type.Number(),
    page_end_ms: Type.Number(),
    now_ms: Type.Number(),
  }),
});
