import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

const Amount = Type.Union([Type.Number(), Type.Null()]);

/** The windows of five minutes of some hours of some apps, in order of time. */
export const fiveMinuteWindows = defineQuery(import.meta.url, {
  params: Type.Object({
    tenants: Type.Array(Type.String(), {
      description: "These lists are of equal length: one place is one hour of one app.",
    }),
    sources: Type.Array(Type.String()),
    app_ids: Type.Array(Type.String()),
    hours_s: Type.Array(Type.Integer()),
  }),
  row: Type.Object({
    asked: Type.Integer({ description: "Place in the lists." }),
    at_s: Type.Integer(),
    kept: Type.Integer({ description: "1: only the busiest of the hour, as the hour remembers it." }),
    calls: Amount,
    errors: Amount,
    bytes_read: Amount,
    bytes_written: Amount,
  }),
});
