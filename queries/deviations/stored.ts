import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

const amount = Type.Union([Type.Number(), Type.Null()]);

/** Deviations of a span as they are stored now, the withdrawn ones too. */
export const deviationStored = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String({ description: "Empty: all tenants." }),
    from_s: Type.Integer(),
    to_s: Type.Integer(),
  }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    app_id: Type.String(),
    metric: Type.String(),
    window_s: Type.Integer(),
    at_s: Type.Integer({ description: "Start of the window, epoch seconds." }),
    observed: amount,
    expected: amount,
    low: amount,
    high: amount,
    score: Type.Number(),
    direction: Type.String(),
    state: Type.String(),
    contributors: Type.String({ description: "JSON." }),
    withdrawn: Type.Integer(),
    revision: Type.Number(),
  }),
});
