import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The last midnight of which the detector's states are all there; no row where there is none. */
export const detectorBase = defineQuery(import.meta.url, {
  params: Type.Object({ history_from_s: Type.Integer(), until_s: Type.Integer(), kind: Type.String() }),
  row: Type.Object({ base_s: Type.Integer() }),
});
