import { Type } from "typebox";
import { AlertRevisionRow } from "../../schemas/api-alerts.ts";
import { defineQuery } from "../define-query.ts";

/** One alert: its revisions, newest first. `tenant` empty: any. */
export const alert = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), uid: Type.String(), limit: Type.Integer() }),
  row: AlertRevisionRow,
});
