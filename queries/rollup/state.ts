import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const rollupState = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({ settled_ms: Type.Number(), now_ms: Type.Number() }),
});
