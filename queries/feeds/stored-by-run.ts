import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const runStored = defineQuery(import.meta.url, {
  params: Type.Object({ run_id: Type.String(), since_ms: Type.Integer() }),
  row: Type.Object({ stored: Type.Integer() }),
});
