import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row a topic and group that somebody has read into this store since `from_ms`. `stored_at_ms` is 0 where nothing came. */
export const topicsRead = defineQuery(import.meta.url, {
  params: Type.Object({ from_ms: Type.Integer() }),
  row: Type.Object({
    topic: Type.String(),
    of_group: Type.String(),
    source: Type.String(),
    tenant: Type.String(),
    lag: Type.Number(),
    partitions: Type.Integer(),
    reported_at_ms: Type.Number(),
    stored_at_ms: Type.Number(),
  }),
});
