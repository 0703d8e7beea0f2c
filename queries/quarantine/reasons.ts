import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** `received` is what the whole feed brought, for every reason of it. */
export const quarantineReasons = defineQuery(import.meta.url, {
  params: Type.Object({ since_ms: Type.Integer() }),
  row: Type.Object({
    source: Type.String(),
    reason: Type.String(),
    records: Type.Number(),
    received: Type.Number(),
    example_detail: Type.String(),
    example_position: Type.String(),
  }),
});
