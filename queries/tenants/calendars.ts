import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The calendar that each tenant works by, where one was named. */
export const tenantCalendars = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String({ description: "Empty: all tenants." }) }),
  row: Type.Object({
    tenant: Type.String(),
    time_zone: Type.String({ description: "IANA name." }),
    country: Type.String({ description: "ISO 3166-1, or empty." }),
    region: Type.String(),
    actor: Type.String(),
    recorded_ms: Type.Integer(),
    revision: Type.Integer(),
  }),
});
