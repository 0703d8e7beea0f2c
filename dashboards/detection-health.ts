import { alertsByDetection } from "../queries/alerts/by-detection.ts";
import { detectionCounts } from "../queries/detections/counts.ts";
import { baselineCoverage } from "../queries/deviations/baseline-coverage.ts";
import { deviationsListed } from "../queries/deviations/list.ts";
import { deviationsOverTime } from "../queries/deviations/over-time.ts";
import { bindQuery, selectFrom } from "./kit/bind-query.ts";
import { dashboard } from "./kit/dashboard.ts";
import { METRICS } from "./kit/known-fields.ts";
import { toAppOfRow, toDashboard, toEventsOfRow } from "./kit/links.ts";
import { stat, table, timeSeries } from "./kit/panels.ts";

const MANY = 100;

export const detectionHealth = dashboard({
  name: "detection-health",
  title: "Tidemark: detection health",
  description: "Whether apps are learnt, how much is out of range, and how much of what was raised was wrong.",
  from: "now-30d",
  rows: [
    { title: "", panels: [counts(), coverage(), overTime()] },
    { title: "Feedback", panels: [feedback(), largest()] },
  ],
});

function counts() {
  return stat({
    title: "From usage to alerts",
    description:
      "Apps that did anything in the span; apps with a normal range and those that are still being learnt, which are held against their peers; windows out of range, alerts, and what people made of them.",
    links: [toDashboard("The alerts", "alerts")],
    no_value: "Nothing was learnt yet: baselines are written every six hours",
    unit: "short",
    width: 24,
    query: bindQuery(detectionCounts),
    fields: {
      apps: { title: "Apps in use" },
      apps_with_range: { title: "With a range" },
      apps_learning: { title: "Learning" },
      deviations: { title: "Windows out of range" },
      apps_deviating: { title: "Apps out of range" },
      alerts: { title: "Alerts" },
      judged: { title: "Judged by people" },
      false_positive: { title: "False alarms" },
    },
  });
}

function coverage() {
  return table({
    title: "What is learnt",
    links: [toDashboard("How fresh the feeds are", "pipeline-health")],
    description: "For each feed and measure, apps whose range of hours is known, and apps that are still being learnt.",
    no_value: "Nothing was learnt yet: baselines are written every six hours",
    unit: "short",
    width: 10,
    height: 9,
    query: bindQuery(baselineCoverage),
    fields: {
      source: { title: "Feed", unit: "string" },
      metric: { title: "Measure", unit: "string", width: 110 },
      ready: { title: "Known", width: 75 },
      learning: { title: "Learning", width: 85 },
      trained_at: { title: "Written", unit: "dateTimeAsIso", width: 165 },
    },
  });
}

function overTime() {
  return timeSeries({
    title: "Windows out of range",
    links: [toDashboard("The alerts", "alerts")],
    description:
      "Deviations by measure. A sudden rise over many apps speaks of a feed that changed, and not of attacks.",
    no_value: "Nothing was out of its range in this span",
    unit: "short",
    width: 14,
    height: 9,
    style: "bars",
    stacked: true,
    split: "metric",
    min_step: "1h",
    query: bindQuery(deviationsOverTime),
    fields: METRICS,
  });
}

function feedback() {
  return table({
    title: "False alarms by detection",
    description:
      "How people classified what each detection raised in the span; the share is of those that were judged.",
    links: [toDashboard("The alerts", "alerts")],
    no_value: "No alert in this span",
    unit: "short",
    width: 10,
    height: 9,
    query: selectFrom(
      alertsByDetection,
      { limit: MANY },
      {
        detection: "detection",
        alerts: "alerts",
        apps: "apps",
        false_positive: "false_positive",
        false_share: "false_share",
      },
      `ORDER BY alerts DESC, detection\nLIMIT ${MANY}`,
    ),
    fields: {
      detection: { title: "Detection", unit: "string" },
      alerts: { title: "Alerts", width: 75 },
      apps: { title: "Apps", width: 70 },
      false_positive: { title: "False alarms", width: 105 },
      false_share: { title: "Share of judged", unit: "percentunit", width: 125 },
    },
  });
}

function largest() {
  return table({
    title: "Farthest out of range",
    description:
      "The windows with the highest scores among the latest of the span. Click on a beginning for the events behind it.",
    no_value: "Nothing was out of its range in this span",
    unit: "short",
    width: 14,
    height: 9,
    query: selectFrom(
      deviationsListed,
      { app_ids: [], metric: "", limit: 1000 },
      {
        time: "time",
        app_name: "app_name",
        metric: "metric",
        observed: "observed",
        expected: "expected",
        score: "score",
        app_id: "app_id",
        from_ms: "from_ms",
        to_ms: "to_ms",
      },
      `ORDER BY score DESC, time DESC, app_id\nLIMIT ${MANY}`,
    ),
    fields: {
      time: { title: "Began", unit: "dateTimeAsIso", width: 165, links: [toEventsOfRow] },
      app_name: { title: "App", unit: "string", links: [toAppOfRow] },
      metric: { title: "Measure", unit: "string", width: 105 },
      observed: { title: "Observed", width: 90 },
      expected: { title: "Expected", width: 90 },
      score: { title: "Score", width: 100, gauge: { full: 100 } },
      app_id: { hidden: true },
      from_ms: { hidden: true },
      to_ms: { hidden: true },
    },
  });
}
