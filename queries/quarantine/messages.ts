import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** `place` is `topic:partition:`, `prefix` begins with it. An empty tenant takes all. */
export const quarantinedMessages = defineQuery(import.meta.url, {
  params: Type.Object({
    source: Type.String(),
    tenant: Type.String(),
    place: Type.String(),
    prefix: Type.String(),
    first: Type.Integer({ minimum: 0 }),
    last: Type.Integer({ minimum: 0 }),
  }),
  row: Type.Object({ position: Type.String(), reason: Type.String(), detail: Type.String() }),
});
