import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** How many apps are learnt, feed by feed and measure by measure. */
export const baselineCoverage = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String() }),
  row: Type.Object({
    source: Type.String(),
    metric: Type.String(),
    ready: Type.Number(),
    learning: Type.Number({ description: "Alerts rest on peers only." }),
    trained_at: Type.String(),
  }),
});
