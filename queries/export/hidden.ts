import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

export const exportHidden = defineQuery(import.meta.url, {
  params: Type.Object({ uids: Type.Array(Type.String()) }),
  row: Type.Object({ tenant: Type.String(), uid: Type.String() }),
});
