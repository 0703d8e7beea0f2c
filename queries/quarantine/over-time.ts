import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Refused records over time by reason, gap-filled. */
export const quarantineOverTime = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    step_s: Type.Integer(),
  }),
  row: Type.Object({ time: Type.String(), reason: Type.String(), records: Type.Number() }),
});
