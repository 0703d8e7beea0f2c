import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Single events, the latest first. */
export const eventsListed = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_ids: Type.Array(Type.String()),
    services: Type.Array(Type.String(), { description: "Empty: all." }),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    limit: Type.Integer(),
  }),
  row: Type.Object({
    time: Type.String(),
    kind: Type.String(),
    app_id: Type.String(),
    user_id: Type.String(),
    operation: Type.String(),
    operation_class: Type.String(),
    service: Type.String(),
    resource: Type.String(),
    outcome: Type.String(),
    status_code: Type.Union([Type.Number(), Type.Null()]),
    bytes_read: Type.Union([Type.Number(), Type.Null()]),
    bytes_written: Type.Union([Type.Number(), Type.Null()]),
    ip: Type.String(),
    country: Type.String(),
    user_agent: Type.String(),
    source: Type.String(),
    event_id: Type.String(),
    details: Type.String({ description: "JSON." }),
  }),
});
