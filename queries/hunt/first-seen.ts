import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";
import { huntParameters } from "./apps.ts";

/** What apps used for the first time in the span. */
export const huntFirstSeen = defineQuery(import.meta.url, {
  params: huntParameters,
  row: Type.Object({
    app_id: Type.String(),
    attribute: Type.String(),
    value: Type.String(),
    first_at: Type.String(),
    last_at: Type.String(),
  }),
});
