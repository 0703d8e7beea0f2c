import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Whose and when: every saved query for hunting takes these. `app_id` empty: all apps. */
export const huntParameters = Type.Object({
  tenant: Type.String(),
  app_id: Type.String(),
  from_ms: Type.Integer(),
  to_ms: Type.Integer(),
  limit: Type.Integer(),
});

/** Apps with status, publisher, permissions, consents, and what they did in the span. */
export const huntApps = defineQuery(import.meta.url, {
  params: huntParameters,
  row: Type.Object({
    app_id: Type.String(),
    app_name: Type.String(),
    status: Type.String(),
    publisher: Type.String(),
    publisher_verified: Type.Number(),
    origin: Type.String(),
    permissions: Type.Array(Type.String()),
    consented_users: Type.Number(),
    admin_consented: Type.Number(),
    calls: Type.Number(),
    bytes_read: Type.Number(),
  }),
});
