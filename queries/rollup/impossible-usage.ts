import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always. `usage_table`: usage_minute, usage_hour or usage_day. */
export const usageImpossible = defineQuery(import.meta.url, {
  params: Type.Object({
    usage_table: Type.Enum(["usage_minute", "usage_hour", "usage_day"]),
    epoch: Type.Integer(),
    tenants: Type.Array(Type.String()),
    from_s: Type.Integer(),
    to_s: Type.Integer(),
    buckets_s: Type.Array(Type.Integer()),
  }),
  row: Type.Object({ rows: Type.Integer() }),
});
