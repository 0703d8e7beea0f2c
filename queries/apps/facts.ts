import { Type } from "typebox";
import { AppFacts } from "../../schemas/api-app.ts";
import { defineQuery } from "../define-query.ts";

/** The facts of one app as last judged: one row, or none. */
export const appFacts = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), app_id: Type.String() }),
  row: AppFacts,
});
