import { permissionsHeld } from "../queries/apps/permissions-held.ts";
import { consentsByType } from "../queries/inventory/consents-by-type.ts";
import { rightsChanges } from "../queries/inventory/rights-changes.ts";
import { bindQuery } from "./kit/bind-query.ts";
import { dashboard } from "./kit/dashboard.ts";
import { appOutside, toAppOfRow, toDashboard } from "./kit/links.ts";
import { ranking, table, timeSeries } from "./kit/panels.ts";
import { splitUsageQuery } from "./usage-panels.ts";

const MANY = 200;

export const consents = dashboard({
  name: "consents",
  title: "Tidemark: consents and permissions",
  description: "What apps may do, who allowed it, and what of it they do not need.",
  from: "now-30d",
  rows: [
    { title: "", panels: [grants(), byType()] },
    { title: "Permissions", panels: [permissions()] },
    { title: "Changes", panels: [changes()] },
  ],
});

function grants() {
  return timeSeries({
    title: "Consents and changes of rights",
    links: [toDashboard("Alerts of that time", "alerts")],
    description: "Acts in the logs that gave or took rights: consents, credentials, and changes of apps.",
    no_value: "No feed told of a consent or a change of rights in this span",
    unit: "short",
    width: 14,
    style: "bars",
    stacked: true,
    split: "operation_class",
    min_step: "1h",
    query: splitUsageQuery("operation_class", "calls", {
      operation_classes: ["consent.grant", "consent.revoke", "credential.write", "app.write", "role.write"],
    }),
    fields: {
      "consent.grant": { title: "Consents", color: "blue" },
      "consent.revoke": { title: "Consents taken back", color: "green" },
      "credential.write": { title: "Credentials", color: "vermilion" },
      "app.write": { title: "Apps", color: "orange" },
      "role.write": { title: "Roles", color: "purple" },
    },
  });
}

function byType() {
  return ranking({
    title: "How apps were consented to",
    description:
      "Apps by who consented to them, how many of these are highly privileged, and how many a priority account consented to.",
    links: [toDashboard("Apps that need care", "hygiene")],
    no_value: "No app was judged yet",
    unit: "short",
    width: 10,
    by: "consent_type",
    query: bindQuery(consentsByType),
    fields: {
      apps: { title: "Apps", color: "blue" },
      highly_privileged: { title: "Highly privileged", color: "vermilion" },
      priority: { title: "By a priority account", color: "orange" },
    },
  });
}

function permissions() {
  return table({
    title: "Permissions that apps hold",
    description:
      "The most powerful first: how many apps hold each, and how many of them were not seen to use it in the last 90 days.",
    links: [toDashboard("Apps that need care", "hygiene")],
    no_value: "No permission of any app is known: import an inventory",
    unit: "short",
    width: 24,
    height: 12,
    query: bindQuery(permissionsHeld, { limit: MANY }),
    fields: {
      permission: { title: "Permission", unit: "string" },
      api_name: { title: "API", unit: "string" },
      type: { title: "Type", unit: "string", width: 120 },
      level: { title: "Level", unit: "string", width: 100 },
      apps: { title: "Apps", width: 90 },
      unused: { title: "Not in use", width: 110 },
      users: { title: "Users of one app, at most", width: 200 },
    },
  });
}

function changes() {
  return table({
    title: "What changed",
    description: "Consents, permissions, credentials and apps that were added, changed or removed, the latest first.",
    no_value: "The inventory did not change in this span",
    unit: "string",
    width: 24,
    height: 12,
    query: bindQuery(rightsChanges, { limit: MANY }),
    fields: {
      time: { title: "From", unit: "dateTimeAsIso", width: 170 },
      app_id: { hidden: true },
      app_name: { title: "App", links: [toAppOfRow, ...appOutside] },
      item: { title: "What", width: 110 },
      change: { title: "Is", width: 100, words: { present: "there", deleted: "gone" } },
      what: { title: "Which" },
      user_id: { title: "For" },
      changed_by: { title: "By" },
      via: { title: "Known by", width: 100 },
    },
  });
}
