import { Type } from "typebox";
import { AlertSummary } from "../schemas/api-alerts.ts";
import { defineQuery } from "./define-query.ts";

/** Alerts of a tenant that are not resolved, the latest activity first. */
export const alertsUnresolved = defineQuery(import.meta.url, "alerts-unresolved", {
  params: Type.Object({ tenant: Type.String(), limit: Type.Integer() }),
  row: AlertSummary,
});
