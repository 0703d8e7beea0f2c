import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always; `total_bytes` is 0 where no disk of the server has an end. */
export const serverFacts = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({
    version: Type.String(),
    now_ms: Type.Number(),
    disk_path: Type.String(),
    free_bytes: Type.Number(),
    total_bytes: Type.Number(),
  }),
});
