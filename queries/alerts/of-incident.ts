import { Type } from "typebox";
import { IncidentAlert } from "../../schemas/api-alerts.ts";
import { defineQuery } from "../define-query.ts";

/** The alerts that belong together with one, and itself. */
export const incidentAlerts = defineQuery(import.meta.url, {
  params: Type.Object({ tenant: Type.String(), uid: Type.String() }),
  row: IncidentAlert,
});
