import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const exportCursor = defineQuery(import.meta.url, {
  params: Type.Object({ destination: Type.String() }),
  row: Type.Object({
    epoch: Type.Number(),
    version: Type.Number(),
    received_ms: Type.Number(),
    tenant: Type.String(),
    uid: Type.String(),
    revision: Type.Number(),
  }),
});
