import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** What the detector remembers of a range of apps at a midnight. */
export const detectorStates = defineQuery(import.meta.url, {
  params: Type.Object({
    history_from_s: Type.Integer(),
    base_s: Type.Integer(),
    kind: Type.String(),
    tenant: Type.String(),
    first_app: Type.String(),
    last_app: Type.String({ description: "Empty: all apps." }),
    app_ids: Type.Array(Type.String(), { description: "Of the range, only these; empty: all." }),
  }),
  row: Type.Object({
    tenant: Type.String(),
    source: Type.String(),
    app_id: Type.String(),
    fingerprint: Type.String(),
    state: Type.String({ description: "Base64 of its bytes." }),
  }),
});
