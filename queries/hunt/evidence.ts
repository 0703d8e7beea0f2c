import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";
import { huntParameters } from "./apps.ts";

/** Users, addresses and operations behind alerts, a row each. */
export const huntEvidence = defineQuery(import.meta.url, {
  params: huntParameters,
  row: Type.Object({
    uid: Type.String(),
    app_id: Type.String(),
    metric: Type.String(),
    at: Type.String(),
    entity_type: Type.String(),
    entity: Type.String(),
    amount: Type.Number(),
    share: Type.Number(),
  }),
});
