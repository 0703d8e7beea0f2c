import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** By what the usage of each tenant is known: its days up to a midnight, its hours from there on. Another version, other usage. */
export const usageMarks = defineQuery(import.meta.url, {
  params: Type.Object({ history_from_s: Type.Integer(), base_s: Type.Integer(), to_s: Type.Integer() }),
  row: Type.Object({
    tenant: Type.String(),
    window_s: Type.Integer(),
    at_s: Type.Integer(),
    version: Type.String(),
  }),
});
