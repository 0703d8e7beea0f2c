import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always. */
export const rollupHorizon = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({ horizon_s: Type.Integer() }),
});
