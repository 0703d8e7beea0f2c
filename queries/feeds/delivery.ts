import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** How late a feed is: one row about the events of some of its hours. */
export const feedDelivery = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    hours_s: Type.Array(Type.Integer(), { description: "Beginnings of hours, epoch seconds." }),
  }),
  row: Type.Object({
    events: Type.Integer(),
    received_late_s: Type.Number(),
    span_s: Type.Number(),
    received_span_s: Type.Number(),
    received_until_s: Type.Number(),
  }),
});
