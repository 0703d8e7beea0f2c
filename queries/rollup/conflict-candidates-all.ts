import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";
import { conflictCandidates } from "./conflict-candidates.ts";

export const conflictCandidatesAll = defineQuery(import.meta.url, {
  params: Type.Object({ after: Type.String(), last: Type.String(), limit: Type.Integer() }),
  row: conflictCandidates.row,
});
