import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always; `rules` counts those of earlier sets too. */
export const rulesInForce = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({ rules_hash: Type.String(), rules: Type.Integer() }),
});
