import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row whenever the store answers. */
export const health = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({ answers: Type.Integer() }),
});
