import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** One word for all usage of an app in a feed over whole days: another word, other usage. */
export const usageFingerprints = defineQuery(import.meta.url, {
  params: Type.Object({
    tenant: Type.String(),
    first_app: Type.String(),
    last_app: Type.String({ description: "Empty: all apps." }),
    from_s: Type.Integer({ description: "A midnight, as is to_s." }),
    to_s: Type.Integer(),
  }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    app_id: Type.String(),
    fingerprint: Type.String(),
  }),
});
