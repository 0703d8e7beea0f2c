import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The apps that a policy matches on the day of a moment, each with the first of its days in a row and its alert. */
export const policySpans = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), policy: Type.String(), at_ms: Type.Integer() }),
  row: Type.Object({ app_id: Type.String(), first_day: Type.String(), alert_uid: Type.String() }),
});
