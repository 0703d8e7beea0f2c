import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** How fresh each feed of a tenant is, and how long its records take. */
export const feedsNow = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String() }),
  row: Type.Object({
    source: Type.String(),
    newest_at: Type.String(),
    age_s: Type.Number(),
    events_24h: Type.Number(),
    median_delay_s: Type.Union([Type.Number(), Type.Null()], {
      description: "From act to store, of its newest minute. Null: no events left.",
    }),
    longest_delay_s: Type.Union([Type.Number(), Type.Null()]),
    quarantined_24h: Type.Number(),
  }),
});
