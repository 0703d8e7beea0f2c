import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** How many apps have which risk, by their privileges. */
export const riskSpread = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String() }),
  row: Type.Object({
    risk: Type.String(),
    high: Type.Number(),
    medium: Type.Number(),
    low: Type.Number(),
    none: Type.Number(),
  }),
});
