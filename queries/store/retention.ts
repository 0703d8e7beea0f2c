import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What is not named was never limited. */
export const retentionInForce = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({ name: Type.String(), days: Type.Integer(), set_at_text: Type.String() }),
});
