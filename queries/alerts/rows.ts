import { Type } from "typebox";
import { AlertEventRow } from "../../schemas/api-alert-work.ts";
import { defineQuery } from "../define-query.ts";

/** The events of one app in a span, oldest first; `source` empty: of all feeds. */
export const alertRows = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_id: Type.String(),
    source: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    limit: Type.Integer(),
  }),
  row: AlertEventRow,
});
