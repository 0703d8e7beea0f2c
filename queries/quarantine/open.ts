import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** An empty filter takes all. */
export const quarantineOpen = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    reason: Type.String(),
    position_prefix: Type.String(),
    after_tenant: Type.String(),
    after_source: Type.String(),
    after_position: Type.String(),
    limit: Type.Integer({ minimum: 1 }),
  }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    position: Type.String(),
    reason: Type.String(),
    raw_bytes: Type.Number(),
  }),
});
