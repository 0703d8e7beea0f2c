import { Type } from "typebox";
import { FirstSeenValue } from "../../schemas/api-app-parts.ts";
import { defineQuery } from "../define-query.ts";

/** Values that an app was first seen with in a span, the newest first. `attribute` empty: all. */
export const appFirstSeen = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    app_ids: Type.Array(Type.String()),
    attribute: Type.String(),
    from_ms: Type.Integer(),
    to_ms: Type.Integer(),
    limit: Type.Integer(),
    offset: Type.Integer(),
  }),
  row: FirstSeenValue,
});
