import { Type } from "typebox";
import { AlertSummary } from "./api-alerts.ts";

const amount = Type.Union([Type.Number(), Type.Null()], { description: "Null: no feed gives it." });

export const AppCounts = Type.Object(
  {
    judged_at: Type.Union([Type.String({ format: "date-time" }), Type.Null()], {
      description: "Null: no app was judged yet.",
    }),
    apps: Type.Number(),
    highly_privileged: Type.Number(),
    overprivileged: Type.Number(),
    unused: Type.Number(),
    unverified_publisher: Type.Number(),
    application_only: Type.Number({ description: "Apps whose permissions are all application permissions." }),
    new_apps: Type.Number(),
    external_unverified: Type.Number(),
    seen_in_traffic_only: Type.Number({ description: "Apps that no directory names." }),
    disabled: Type.Number(),
    credentials_expiring: Type.Number(),
    high_usage: Type.Number(),
  },
  { description: "Apps that are not deleted, by the rules of the judgement." },
);

export const AlertCounts = Type.Object({
  unresolved: Type.Number(),
  from_detections: Type.Number(),
  from_policies: Type.Number(),
  high: Type.Number(),
  medium: Type.Number(),
  low: Type.Number(),
  apps: Type.Number({ description: "Apps with such an alert." }),
});

export const MonthlyUsage = Type.Object({
  month: Type.String({ format: "date", description: "Its first day." }),
  service: Type.String(),
  resource_type: Type.String({ description: "mail, file, message, record or other" }),
  calls: Type.Number(),
  reads: Type.Number(),
  writes: Type.Number(),
  bytes_read: amount,
  bytes_written: amount,
});

export const ServiceApps = Type.Object({
  service: Type.String(),
  apps: Type.Number(),
  apps_with_labels: Type.Number({ description: "Apps that touched content with a sensitivity label there." }),
});

export const LabelApps = Type.Object({
  sensitivity_label: Type.String(),
  apps: Type.Number(),
  calls: Type.Number(),
});

export const Overview = Type.Object({
  tenant: Type.String(),
  from: Type.String({ format: "date-time", description: "The span of services and labels: whole days." }),
  to: Type.String({ format: "date-time" }),
  apps: AppCounts,
  alerts: AlertCounts,
  latest_alerts: Type.Array(AlertSummary, { description: "Unresolved ones, latest activity first." }),
  data_usage_from: Type.String({ format: "date-time", description: "The first of the months below." }),
  data_usage: Type.Array(MonthlyUsage, { description: "Month by month, the oldest first." }),
  services: Type.Array(ServiceApps),
  sensitivity_labels: Type.Array(LabelApps),
});
