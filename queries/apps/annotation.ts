import { Type } from "typebox";
import { ANNOTATED, AnnotationRevision } from "../../schemas/api-annotations.ts";
import { defineQuery } from "../define-query.ts";

/** The revisions of what people said of an app or a user, newest first; none where nobody said anything. */
export const annotation = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    subject: Type.Enum([...ANNOTATED]),
    subject_id: Type.String(),
    limit: Type.Integer(),
  }),
  row: AnnotationRevision,
});
