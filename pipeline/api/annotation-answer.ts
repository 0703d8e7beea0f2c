import type { Static } from "typebox";
import type { AnnotationRevision, AppAnnotation } from "../../schemas/api-annotations.ts";

/** What people said of an app as an answer has it; revision 0 where nobody said anything yet. */
export function appAnnotation(said: AnnotationRevision | undefined): Static<typeof AppAnnotation> {
  if (!said) return { revision: 0, tags: [], note: "", changed_at: null, changed_by: null };
  const { revision, tags, note, changed_at, changed_by } = said;
  return { revision, tags, note, changed_at, changed_by };
}
