import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const recountDays = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({ day_s: Type.Integer() }),
});
