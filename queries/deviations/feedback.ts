import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What people said of windows of usage: what stands, or with everything that was ever said and taken back. */
export const windowFeedback = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String({ description: "Empty: all tenants." }),
    history: Type.Integer({ minimum: 0, maximum: 1, description: "1: every revision, the removed too." }),
  }),
  row: Type.Object({
    tenant: Type.String(),
    feedback_id: Type.String(),
    kind: Type.String({ description: "mute, maintenance, expected or not_expected." }),
    app_id: Type.String({ description: "Empty: all apps." }),
    source: Type.String({ description: "Empty: all feeds." }),
    metric: Type.String({ description: "Empty: all metrics." }),
    from_s: Type.Integer(),
    to_s: Type.Integer(),
    reason: Type.String(),
    removed: Type.Integer(),
    actor: Type.String(),
    recorded_ms: Type.Integer(),
    revision: Type.Integer(),
  }),
});
