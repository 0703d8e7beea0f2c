import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always. */
export const missingMinutes = defineQuery(import.meta.url, {
  params: Type.Object({ from_ms: Type.Integer(), to_ms: Type.Integer() }),
  row: Type.Object({ minutes: Type.Integer(), oldest_mark_ms: Type.Number() }),
});
