import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** How many apps an import showed, and how many things it changed or removed. */
export const inventoryImportCounts = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), run_id: Type.String() }),
  row: Type.Object({ apps: Type.Number(), changed: Type.Number(), deleted: Type.Number() }),
});
