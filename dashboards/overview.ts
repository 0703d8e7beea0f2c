import { alerts } from "../queries/alerts/list.ts";
import { appsRanked } from "../queries/apps/ranked.ts";
import { overviewAlerts } from "../queries/overview/alerts.ts";
import { overviewApps } from "../queries/overview/apps.ts";
import { overviewLabels } from "../queries/overview/labels.ts";
import { overviewServices } from "../queries/overview/services.ts";
import { overviewUsage } from "../queries/overview/usage.ts";
import { policyCounts } from "../queries/policies/counts.ts";
import { bindQuery, selectFrom, sql, WHOLE_DAYS } from "./kit/bind-query.ts";
import { dashboard } from "./kit/dashboard.ts";
import { EVERY_ALERT, RESOURCES, SERVICES, SEVERITY } from "./kit/known-fields.ts";
import { appOutside, toAppOfRow, toDashboard } from "./kit/links.ts";
import { ranking, stat, table, timeSeries } from "./kit/panels.ts";
import { bothWays, usageQuery } from "./usage-panels.ts";

const NO_APPS = "No app was judged yet: import an inventory, or wait for the first events";

/** The first of the month three months before the end of the chosen span: four months, as the card has it. */
const FOUR_MONTHS = {
  from_ms: sql(
    "toInt64(toUnixTimestamp(toStartOfMonth(subtractMonths(toDateTime($__toTime, 'UTC'), 3)), 'UTC')) * 1000",
  ),
  to_ms: WHOLE_DAYS.to_ms,
} as const;

const month = sql("toDateTime(month, 'UTC')");

export const overview = dashboard({
  name: "overview",
  title: "Tidemark: overview",
  description: "How many apps there are, what stands out among them, and what they move. Begin here.",
  from: "now-30d",
  rows: [
    { title: "", panels: [appCounts(), alertCounts(), policyStates()] },
    {
      title: "Data usage",
      panels: [usageByService(), usageByResource(), usageOfDays()],
    },
    { title: "Apps", panels: [latestAlerts(), busiestApps(), appsPerService(), labels()] },
  ],
});

function appCounts() {
  return stat({
    title: "Apps",
    description:
      "Apps that are not deleted, and how many of them stand out, as last judged. Privileges, use and publishers are judged by the rules of docs/app-judgement.md. One app may count in several.",
    no_value: NO_APPS,
    unit: "short",
    width: 24,
    query: selectFrom(
      overviewApps,
      {},
      {
        apps: "apps",
        highly_privileged: "highly_privileged",
        overprivileged: "overprivileged",
        unused: "unused",
        unverified_publisher: "unverified_publisher",
        application_only: "application_only",
        new_apps: "new_apps",
        external_unverified: "external_unverified",
      },
    ),
    fields: {
      apps: { title: "All apps" },
      highly_privileged: { title: "Highly privileged" },
      overprivileged: { title: "Overprivileged" },
      unused: { title: "Unused" },
      unverified_publisher: { title: "Publisher not verified" },
      application_only: { title: "Application permissions only" },
      new_apps: { title: "New" },
      external_unverified: { title: "External, not verified" },
    },
    links: [toDashboard("Which apps these are", "hygiene")],
  });
}

function alertCounts() {
  return stat({
    title: "Alerts to judge",
    description:
      "Alerts that are not resolved, whenever they were raised, and whether a detection or a policy raised them.",
    no_value: "No alert was raised yet",
    unit: "short",
    width: 16,
    query: selectFrom(
      overviewAlerts,
      {},
      {
        unresolved: "unresolved",
        from_detections: "from_detections",
        from_policies: "from_policies",
        high: "high",
        apps: "apps",
      },
    ),
    fields: {
      unresolved: { title: "Unresolved" },
      from_detections: { title: "From detections" },
      from_policies: { title: "From policies" },
      high: { title: "High severity" },
      apps: { title: "Apps concerned" },
    },
    links: [toDashboard("Alerts and response times", "alerts")],
  });
}

function policyStates() {
  return stat({
    title: "Policies",
    links: [toDashboard("What they raised", "alerts")],
    description: "Policies as they stand now: active ones raise alerts, audited ones only note what they match.",
    no_value: "There is no policy yet",
    unit: "short",
    width: 8,
    query: bindQuery(policyCounts),
    fields: { policies: { title: "All" }, active: { title: "Active" }, audit: { title: "Audit" } },
  });
}

function usageByService() {
  return timeSeries({
    title: "Data usage by service",
    description:
      "What apps moved both ways in each of the last four calendar months (UTC), by service. The present month is not over.",
    no_value: "No feed gave bytes in these months",
    unit: "decbytes",
    width: 8,
    style: "bars",
    stacked: true,
    split: "service",
    min_step: "1d",
    query: selectFrom(
      overviewUsage,
      FOUR_MONTHS,
      { time: month, service: "service", bytes: sql("sum(ifNull(bytes_read, 0) + ifNull(bytes_written, 0))") },
      "GROUP BY time, service\nHAVING bytes > 0\nORDER BY time, service\nLIMIT 1000",
    ),
    fields: SERVICES,
    links: [toDashboard("Data transfer", "data-transfer")],
  });
}

function usageByResource() {
  return timeSeries({
    title: "Data usage by resource",
    description:
      "Calls that read or wrote mails, files, messages and records in each of the last four calendar months (UTC).",
    links: [toDashboard("Data transfer", "data-transfer")],
    no_value: "No calls in these months",
    unit: "short",
    width: 8,
    style: "lines",
    split: "resource_type",
    min_step: "1d",
    query: selectFrom(
      overviewUsage,
      FOUR_MONTHS,
      { time: month, resource_type: "resource_type", calls: sql("sum(reads + writes)") },
      "GROUP BY time, resource_type\nHAVING calls > 0\nORDER BY time, resource_type\nLIMIT 1000",
    ),
    fields: RESOURCES,
  });
}

function usageOfDays() {
  return timeSeries({
    title: "Calls",
    description:
      "Calls of all apps in the chosen span, and how many of them failed. One act that several feeds saw counts once.",
    no_value: "No calls in this span",
    unit: "short",
    width: 8,
    style: "bars",
    min_step: "1m",
    query: usageQuery(["calls", "errors"]),
    fields: { calls: { title: "Calls", color: "blue" }, errors: { title: "Failed calls", color: "vermilion" } },
    links: [toDashboard("API usage and errors", "api-usage")],
  });
}

function latestAlerts() {
  return table({
    title: "Latest alerts",
    description: "The ten unresolved alerts with the latest activity. A reference that begins with P is a policy's.",
    no_value: "No unresolved alerts",
    unit: "string",
    width: 12,
    height: 10,
    query: selectFrom(
      alerts,
      { ...EVERY_ALERT, app_id: "", from_ms: 0, limit: 1000 },
      {
        last_activity_at: sql("parseDateTime64BestEffort(last_activity_at)"),
        severity: "severity",
        title: "title",
        raised_by: sql("if(startsWith(ifNull(reference, ''), 'P'), 'policy', 'detection')"),
        app_id: "app_id",
      },
      "WHERE lower(status) != 'resolved'\nORDER BY last_activity_at DESC\nLIMIT 10",
    ),
    fields: {
      last_activity_at: { title: "Last activity", unit: "dateTimeAsIso", width: 170 },
      severity: { title: "Severity", width: 90, words: SEVERITY },
      title: { title: "Alert", links: [toAppOfRow, ...appOutside] },
      raised_by: { title: "Raised by", width: 100 },
      app_id: { hidden: true },
    },
    links: [toDashboard("All alerts", "alerts")],
  });
}

function busiestApps() {
  return table({
    title: "Busiest apps",
    description: "The ten apps with the most calls in the chosen span. The score says how risky an app is, 0 to 100.",
    no_value: "No app did anything in this span",
    unit: "short",
    width: 12,
    height: 10,
    query: selectFrom(
      appsRanked,
      { services: [], operation_classes: [], rank_by: "calls", limit: 10 },
      {
        app_name: "app_name",
        app_id: "app_id",
        risk_score: "risk_score",
        calls: "calls",
        error_rate: "error_rate",
        bytes: bothWays,
      },
      "ORDER BY calls DESC, app_id\nLIMIT 10",
    ),
    fields: {
      app_name: { title: "App", links: [toAppOfRow, ...appOutside] },
      app_id: { hidden: true },
      risk_score: { title: "Risk", width: 110, gauge: { full: 100 } },
      calls: { title: "Calls", width: 90 },
      error_rate: { title: "Failed", unit: "percentunit", width: 90 },
      bytes: { title: "Moved", unit: "decbytes", width: 100 },
    },
  });
}

function appsPerService() {
  return ranking({
    title: "Apps per service",
    description:
      "How many apps touched each service in the chosen days, and how many of them content with a sensitivity label.",
    links: [toDashboard("What is called there", "api-usage")],
    no_value: "No app touched a service in these days",
    unit: "short",
    width: 12,
    by: "service",
    query: selectFrom(
      overviewServices,
      WHOLE_DAYS,
      { service: "service", apps: "apps", apps_with_labels: "apps_with_labels" },
      "ORDER BY apps DESC, service\nLIMIT 12",
    ),
    fields: {
      apps: { title: "Any data", color: "blue" },
      apps_with_labels: { title: "Labelled data", color: "orange" },
    },
  });
}

function labels() {
  return ranking({
    title: "Sensitivity labels",
    links: [toDashboard("Data transfer", "data-transfer")],
    description: "How many apps touched content with each sensitivity label in the chosen days.",
    no_value: "No feed told of a sensitivity label in these days",
    unit: "short",
    width: 12,
    by: "sensitivity_label",
    query: selectFrom(
      overviewLabels,
      { ...WHOLE_DAYS, limit: 12 },
      { sensitivity_label: "sensitivity_label", apps: "apps" },
      "ORDER BY apps DESC, sensitivity_label\nLIMIT 12",
    ),
    fields: { apps: { title: "Apps", color: "blue" } },
  });
}
