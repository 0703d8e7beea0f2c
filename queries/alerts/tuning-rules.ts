import { Type } from "typebox";
import { TuningRule } from "../../schemas/api-alert-work.ts";
import { defineQuery } from "../define-query.ts";

/** The tuning rules of a tenant, by name. */
export const tuningRules = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String() }),
  row: TuningRule,
});
