import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always. */
export const conflictSpan = defineQuery(import.meta.url, {
  params: Type.Object({ since_ms: Type.Integer(), until_ms: Type.Integer(), limit: Type.Integer() }),
  row: Type.Object({ events: Type.Integer(), until_ms: Type.Number() }),
});
