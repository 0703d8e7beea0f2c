import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const judgementTenants = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({ tenant: Type.String() }),
});
