import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Apps to choose from: those whose name or id has what was typed, the riskiest first. */
export const appChoices = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), search: Type.String(), limit: Type.Integer() }),
  row: Type.Object({ app_id: Type.String(), label: Type.String() }),
});
