import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always; examples are empty where nothing was found. */
export const recountFindings = defineQuery(import.meta.url, {
  params: Type.Object({ since_ms: Type.Integer() }),
  row: Type.Object({
    conflicts: Type.Integer(),
    conflicts_open: Type.Integer(),
    conflict_example: Type.String(),
    rollup_faults: Type.Integer(),
    rollup_example: Type.String(),
  }),
});
