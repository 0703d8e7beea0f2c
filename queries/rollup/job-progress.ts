import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always. */
export const jobProgress = defineQuery(import.meta.url, {
  params: Type.Object({ job: Type.String() }),
  row: Type.Object({ until_ms: Type.Number(), now_ms: Type.Number() }),
});
