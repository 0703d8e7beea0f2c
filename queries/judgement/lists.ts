import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always. */
export const judgementLists = defineQuery(import.meta.url, {
  params: Type.Object({ list_hash: Type.String(), apps_hash: Type.String() }),
  row: Type.Object({ permissions: Type.Integer(), apps: Type.Integer() }),
});
