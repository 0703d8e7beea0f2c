import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One row, always: how far the store has come with what it derives, for all tenants, as it is one job. */
export const rollupNow = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({
    settled_ago_s: Type.Union([Type.Number(), Type.Null()], { description: "Null: nothing was settled yet." }),
    slowest_job_ago_s: Type.Union([Type.Number(), Type.Null()]),
    faults_7d: Type.Number(),
  }),
});
