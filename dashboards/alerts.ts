import { alertsByDetection } from "../queries/alerts/by-detection.ts";
import { alerts as alertsQuery } from "../queries/alerts/list.ts";
import { alertsOverTime } from "../queries/alerts/over-time.ts";
import { alertTimes } from "../queries/alerts/times.ts";
import { overviewAlerts } from "../queries/overview/alerts.ts";
import { bindQuery, selectFrom, sql } from "./kit/bind-query.ts";
import { dashboard } from "./kit/dashboard.ts";
import { EVERY_ALERT, SEVERITIES, SEVERITY, STATUS } from "./kit/known-fields.ts";
import { appOutside, toAppOfRow, toDashboard } from "./kit/links.ts";
import { stat, table, timeSeries } from "./kit/panels.ts";

const MANY = 200;

export const alerts = dashboard({
  name: "alerts",
  title: "Tidemark: alerts and response times",
  description: "What was raised, what people made of it, and how long it waited.",
  from: "now-30d",
  rows: [
    { title: "", panels: [counts(), overTime()] },
    { title: "Response", panels: [times(), byDetection()] },
    { title: "Alerts", panels: [list()] },
  ],
});

function counts() {
  return stat({
    title: "Unresolved now",
    links: [toDashboard("Which apps stand out", "hygiene")],
    description: "Alerts that are not resolved, whenever they were raised.",
    no_value: "No alert was raised yet",
    unit: "short",
    width: 10,
    height: 8,
    query: bindQuery(overviewAlerts),
    fields: {
      unresolved: { title: "All" },
      from_detections: { title: "From detections" },
      from_policies: { title: "From policies" },
      high: { title: "High" },
      medium: { title: "Medium" },
      low: { title: "Low" },
      apps: { title: "Apps concerned" },
    },
  });
}

function overTime() {
  return timeSeries({
    title: "Raised",
    links: [toDashboard("What was out of range", "detection-health")],
    description: "Alerts by when what they are about began, and by severity.",
    no_value: "No alert in this span",
    unit: "short",
    width: 14,
    style: "bars",
    stacked: true,
    split: "severity",
    min_step: "1d",
    query: bindQuery(alertsOverTime),
    fields: SEVERITIES,
  });
}

function times() {
  return table({
    title: "How long alerts waited",
    description:
      "Of the alerts with activity in the span: medians of the time until somebody took one up and until it was resolved, from when it was written down.",
    links: [toDashboard("How well detection does", "detection-health")],
    no_value: "No alert in this span",
    unit: "short",
    width: 12,
    query: bindQuery(alertTimes),
    fields: {
      severity: { title: "Severity", unit: "string", words: SEVERITY, width: 90 },
      alerts: { title: "Alerts", width: 70 },
      unresolved: { title: "Unresolved", width: 95 },
      untouched: { title: "Untouched", width: 95 },
      first_look_s: { title: "Until taken up", unit: "s" },
      resolved_s: { title: "Until resolved", unit: "s" },
      oldest_s: { title: "Oldest waits", unit: "s" },
    },
  });
}

function byDetection() {
  return table({
    title: "By detection",
    description: "What each detection and policy raised in the span, and how people classified it.",
    no_value: "No alert in this span",
    unit: "short",
    width: 12,
    query: bindQuery(alertsByDetection, { limit: 50 }),
    fields: {
      detection: { title: "Detection", unit: "string" },
      alerts: { title: "Alerts", width: 70 },
      unresolved: { title: "Open", width: 65 },
      true_positive: { title: "True", width: 60 },
      informational: { title: "Informational", width: 105 },
      false_positive: { title: "False", width: 60 },
      false_share: { hidden: true },
      apps: { hidden: true },
    },
    links: [toDashboard("How well detection does", "detection-health")],
  });
}

function list() {
  return table({
    title: "Alerts",
    description: `The ${MANY} alerts with the latest activity in the span, resolved ones too.`,
    no_value: "No alert in this span",
    unit: "string",
    width: 24,
    height: 12,
    query: selectFrom(
      alertsQuery,
      { ...EVERY_ALERT, app_id: "", limit: MANY },
      {
        last_activity_at: sql("parseDateTime64BestEffort(last_activity_at)"),
        severity: "severity",
        title: "title",
        detection: "detection",
        app_id: "app_id",
        status: "status",
        classification: "classification",
        determination: "determination",
        score: "score",
        uid: "uid",
      },
      `ORDER BY last_activity_at DESC, uid\nLIMIT ${MANY}`,
    ),
    fields: {
      last_activity_at: { title: "Last activity", unit: "dateTimeAsIso", width: 170 },
      severity: { title: "Severity", width: 90, words: SEVERITY },
      title: { title: "Alert", links: [toAppOfRow, ...appOutside] },
      detection: { title: "Detection", width: 230 },
      app_id: { hidden: true },
      status: { title: "Status", width: 100, words: STATUS },
      classification: { title: "Classified as", width: 120 },
      determination: { title: "Determined as", width: 120 },
      score: { title: "Score", unit: "short", width: 70 },
      uid: { title: "Id", width: 120 },
    },
  });
}
