import { Type } from "typebox";
import { conflictCandidates } from "./conflict-candidates.ts";
import { defineQuery } from "./define-query.ts";

export const conflictCandidatesAll = defineQuery(import.meta.url, "conflict-candidates-all", {
  params: Type.Object({ after: Type.String(), last: Type.String(), limit: Type.Integer() }),
  row: conflictCandidates.row,
});
