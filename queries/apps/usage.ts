import { Type } from "typebox";
import { USAGE_SPLITS, UsageRow } from "../../schemas/api-apps.ts";
import { defineQuery } from "../define-query.ts";

/** One app over time. The span must cover whole buckets of the table; `split` empty: one row a bucket. */
export const appUsage = defineQuery(import.meta.url, {
  params: Type.Object({
    usage_table: Type.Enum(["usage_minute", "usage_hour", "usage_day"]),
    tenant: Type.String(),
    app_ids: Type.Array(Type.String()),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    split: Type.Enum(["", ...USAGE_SPLITS]),
    limit: Type.Integer(),
  }),
  row: UsageRow,
});
