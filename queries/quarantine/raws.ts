import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const quarantineRaws = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), source: Type.String(), positions: Type.Array(Type.String()) }),
  row: Type.Object({
    position: Type.String(),
    hash: Type.String(),
    received_ms: Type.Integer(),
    raw_base64: Type.String(),
    repeat: Type.Integer(),
  }),
});
