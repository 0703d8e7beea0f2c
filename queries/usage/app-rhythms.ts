import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** How each app works in a span: in how many hours, when, and how evenly. */
export const appRhythms = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), from_s: Type.Integer(), to_s: Type.Integer() }),
  row: Type.Object({
    app_id: Type.String(),
    active_hours: Type.Integer(),
    working_share: Type.Number({ description: "Of its calls, those from 6 to 19 o'clock (UTC) on working days." }),
    scatter: Type.Number({ description: "Standard deviation over mean of the hours in which it called." }),
    first_s: Type.Integer({ description: "Its first hour in the span, epoch seconds." }),
  }),
});
