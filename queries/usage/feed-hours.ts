import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The hours in which a feed delivered anything, in order. */
export const feedHours = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String({ description: "Empty: all tenants." }),
    from_s: Type.Integer(),
    to_s: Type.Integer(),
  }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    at_s: Type.Integer({ description: "Start of the hour, epoch seconds." }),
    events: Type.Number({ description: "All of them, also those that name no app." }),
    app_events: Type.Number({ description: "Those that name an app." }),
  }),
});
