import { Type } from "typebox";
import { AppPermission } from "../../schemas/api-app-parts.ts";
import { defineQuery } from "../define-query.ts";

/** The permissions of one app, the highest level first. */
export const appPermissions = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), app_id: Type.String() }),
  row: AppPermission,
});
