import { Type } from "typebox";
import { AppValue, VALUE_ATTRIBUTES } from "../../schemas/api-app-parts.ts";
import { defineQuery } from "../define-query.ts";

/** The values of one attribute of one app, the most calls first. The span covers whole days; flags are 0 or 1. */
export const appValues = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_ids: Type.Array(Type.String()),
    attribute: Type.Enum([...VALUE_ATTRIBUTES]),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    sign_ins_only: Type.Integer({ minimum: 0, maximum: 1 }),
    by_service: Type.Integer({ minimum: 0, maximum: 1 }),
    search: Type.String(),
    limit: Type.Integer(),
    offset: Type.Integer(),
  }),
  row: AppValue,
});
