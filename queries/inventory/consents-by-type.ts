import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** How apps were consented to, and whom they reach. */
export const consentsByType = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String() }),
  row: Type.Object({
    consent_type: Type.String(),
    apps: Type.Number(),
    highly_privileged: Type.Number(),
    priority: Type.Number(),
  }),
});
