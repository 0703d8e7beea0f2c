import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Hosts of apps that are written in punycode, for whoever decodes them. */
export const encodedHosts = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String() }),
  row: Type.Object({ host: Type.String() }),
});
