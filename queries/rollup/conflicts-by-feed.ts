import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const conflictsByFeed = defineQuery(import.meta.url, {
  params: Type.Object({ since_ms: Type.Integer() }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    copies: Type.Integer(),
    conflicting_events: Type.Integer(),
    not_repaired: Type.Integer(),
    other_time: Type.Integer(),
    other_app: Type.Integer(),
    example: Type.String(),
  }),
});
