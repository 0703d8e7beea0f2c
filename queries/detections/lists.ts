import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The lists that detections go by, with their age. */
export const detectionLists = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({
    list: Type.String(),
    tenant: Type.String({ description: "Empty: of all tenants." }),
    kind: Type.String(),
    origin: Type.String(),
    values: Type.Number(),
    loaded_at: Type.Union([Type.String(), Type.Null()], { description: "Null: it was never loaded whole." }),
    age_s: Type.Union([Type.Number(), Type.Null()]),
    failure: Type.String({ description: "Why the last try failed; empty: it did not." }),
  }),
});
