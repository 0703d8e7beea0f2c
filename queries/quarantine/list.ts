import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** An empty filter takes all. */
export const quarantineList = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    reason: Type.String(),
    position_prefix: Type.String(),
    state: Type.Enum(["", "open", "replayed"]),
    limit: Type.Integer({ minimum: 1 }),
  }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    received_at: Type.String(),
    state: Type.String(),
    reason: Type.String(),
    detail: Type.String(),
    position: Type.String(),
    raw_bytes: Type.Number(),
    raw_beginning: Type.String(),
  }),
});
