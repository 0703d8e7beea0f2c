import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const rollupEpochs = defineQuery(import.meta.url, {
  params: Type.Object({ days_s: Type.Array(Type.Integer()) }),
  row: Type.Object({ tenant: Type.String(), day_s: Type.Integer(), epoch: Type.Integer() }),
});
