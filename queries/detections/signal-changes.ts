import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** Whose signals changed: what detections have to look at again. */
export const signalChanges = defineQuery(import.meta.url, {
  params: Type.Object({ since_ms: Type.Integer() }),
  row: Type.Object({ tenant: Type.String(), app_id: Type.String(), first_ms: Type.Number(), last_ms: Type.Number() }),
});
