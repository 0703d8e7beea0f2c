import { Type } from "typebox";
import { ServiceApps } from "../../schemas/api-overview.ts";
import { defineQuery } from "../define-query.ts";

/** Apps per service, with and without labelled content. The span covers whole days. */
export const overviewServices = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), from_ms: Type.Integer(), to_ms: Type.Integer() }),
  row: ServiceApps,
});
