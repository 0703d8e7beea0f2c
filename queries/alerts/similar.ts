import { Type } from "typebox";
import { SimilarAlert } from "../../schemas/api-alert-work.ts";
import { defineQuery } from "../define-query.ts";

/** Alerts of the same detection, or on the same app, as one alert. */
export const alertsSimilar = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), uid: Type.String(), limit: Type.Integer() }),
  row: SimilarAlert,
});
