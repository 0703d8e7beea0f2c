import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** When the newest event of each feed happened, and the server's own time. */
export const newestEvents = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({ source: Type.String(), newest_ms: Type.Number(), now_ms: Type.Number() }),
});
