import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const unclassifiedCalls = defineQuery(import.meta.url, {
  params: Type.Object({ list_hash: Type.String(), limit: Type.Integer() }),
  row: Type.Object({ call: Type.String() }),
});
