import { Type } from "typebox";
import { PriorityAccount } from "../../schemas/api-annotations.ts";
import { defineQuery } from "../define-query.ts";

/** The priority accounts of a tenant, by name. */
export const priorityAccounts = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), limit: Type.Integer(), offset: Type.Integer() }),
  row: PriorityAccount,
});
