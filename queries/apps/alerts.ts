import { Type } from "typebox";
import { AlertCount } from "../../schemas/api-app-parts.ts";
import { defineQuery } from "../define-query.ts";

/** Alerts of one app by status and severity. */
export const appAlerts = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), app_ids: Type.Array(Type.String()) }),
  row: AlertCount,
});
