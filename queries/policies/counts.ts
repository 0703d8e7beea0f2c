import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always. */
export const policyCounts = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String() }),
  row: Type.Object({ policies: Type.Number(), active: Type.Number(), audit: Type.Number() }),
});
