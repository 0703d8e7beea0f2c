import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** No rows where none was ever loaded. */
export const placesInUse = defineQuery(import.meta.url, {
  params: Type.Object({}),
  row: Type.Object({
    dataset: Type.String(),
    package: Type.String(),
    package_version: Type.String(),
    loaded_ms: Type.Number(),
  }),
});
