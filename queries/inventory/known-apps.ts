import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

const text = Type.String();

export const knownApps = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: text }),
  row: Type.Object({ match: text, value: text, kind: text, vendor: text, tenant: text }),
});
