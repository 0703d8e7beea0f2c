import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** `destination` empty: all of them. */
export const exportDeadLetters = defineQuery(import.meta.url, {
  params: Type.Object({ destination: Type.String(), limit: Type.Integer() }),
  row: Type.Object({
    destination: Type.String(),
    tenant: Type.String(),
    uid: Type.String(),
    revision: Type.Number(),
    received_ms: Type.Number(),
    answer: Type.String(),
    refused_at: Type.String(),
  }),
});
