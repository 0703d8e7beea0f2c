import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const quarantineRefused = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    positions: Type.Array(Type.String()),
    run_id: Type.String(),
  }),
  row: Type.Object({ position: Type.String() }),
});
