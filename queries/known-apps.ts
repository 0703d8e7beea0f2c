import { Type } from "typebox";
import { defineQuery } from "./define-query.ts";

const text = Type.String();

export const knownApps = defineQuery(import.meta.url, "known-apps", {
  params: Type.Object({ tenant: text }),
  row: Type.Object({ match: String(), value: String(), kind: String(), vendor: String(), tenant: text }),
});
