import { Type } from "typebox";
import { defineQuery } from "../define-query.ts";

/** The services that the apps of a tenant ever used. */
export const serviceChoices = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), limit: Type.Integer() }),
  row: Type.Object({ service: Type.String() }),
});
