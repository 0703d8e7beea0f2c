import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const quarantineRefused = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    positions: Type.Array(Type.String()),
    received_ms: Type.Array(Type.Integer(), {
      description: "When the row at each position was received, as it was read.",
    }),
  }),
  row: Type.Object({ position: Type.String() }),
});
