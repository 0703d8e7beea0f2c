import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const exportHealth = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({
    destination: Type.String(),
    failures: Type.Number(),
    answer: Type.String(),
    since_ms: Type.Number(),
    dead_letters: Type.Number(),
  }),
});
