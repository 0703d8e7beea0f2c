import { Type } from "typebox";
import { APP_SORTS, AppSummary } from "../../schemas/api-apps.ts";
import { defineQuery } from "../define-query.ts";

/** Known apps with their totals in a span of whole hours. `tenant` and `search` empty: all. */
export const apps = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    search: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    sort: Type.Enum([...APP_SORTS]),
    limit: Type.Integer(),
    offset: Type.Integer(),
  }),
  row: AppSummary,
});
