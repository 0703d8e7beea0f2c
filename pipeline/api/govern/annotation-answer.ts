import type { Static } from "typebox";
import type { AnnotationRevision, AppAnnotation } from "../../../schemas/api-annotations.ts";

const NOTHING = {
  ...{ revision: 0, tags: [], note: "", owner: "", decision: "", decision_until: null, ticket: "" },
  ...{ review_days: 0, reviewed_at: null, exceptions: [], changed_at: null, changed_by: null },
};

/** What people said of an app as an answer has it; revision 0 where nobody said anything yet. */
export function appAnnotation(said: AnnotationRevision | undefined): Static<typeof AppAnnotation> {
  if (!said) return NOTHING;
  const { priority: _users_only, ...annotation } = said;
  return annotation;
}
