import { type Static, Type } from "typebox";
import { defineQuery } from "../define-query.ts";

const CollectorCursor = Type.Object({
  collection: Type.String(),
  origin: Type.String(),
  delta_link: Type.String(),
  apis: Type.Array(Type.String()),
  whole_ms: Type.Number(),
});

export type CollectorCursor = Static<typeof CollectorCursor>;

/** Where the next run of the collector begins. */
export const collectorCursors = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), source: Type.String() }),
  row: CollectorCursor,
});
