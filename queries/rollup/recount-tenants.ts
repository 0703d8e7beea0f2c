import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const recountTenants = defineQuery(import.meta.url, {
  params: Type.Object({ from_s: Type.Integer(), to_s: Type.Integer() }),
  row: Type.Object({ tenant: Type.String(), hour_s: Type.Integer() }),
});
