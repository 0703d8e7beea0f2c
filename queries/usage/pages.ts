import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The apps of a span, cut into ranges of about so many hours of usage, so that each, and what is remembered of its apps, fits into memory. */
export const usagePages = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String({ description: "Empty: all tenants." }),
    from_s: Type.Integer(),
    to_s: Type.Integer(),
    rows: Type.Integer({ minimum: 1 }),
    rows_an_app: Type.Integer({ minimum: 0, description: "An app counts as so many hours at least." }),
  }),
  row: Type.Object({ tenant: Type.String(), first_app: Type.String(), last_app: Type.String() }),
});
