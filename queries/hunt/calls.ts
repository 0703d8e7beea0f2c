import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";
import { huntParameters } from "./apps.ts";

/** API calls of an app: who, from where, what, with what result and user agent. */
export const huntCalls = defineQuery(import.meta.url, {
  params: huntParameters,
  row: Type.Object({
    at: Type.String(),
    source: Type.String(),
    event_id: Type.String(),
    app_id: Type.String(),
    app_name: Type.String(),
    user_id: Type.String(),
    actor_type: Type.String(),
    operation: Type.String(),
    operation_class: Type.String(),
    service: Type.String(),
    resource: Type.String(),
    outcome: Type.String(),
    status_code: Type.Number(),
    bytes_read: Type.Number(),
    ip: Type.String(),
    country: Type.String(),
    user_agent: Type.String(),
  }),
});
