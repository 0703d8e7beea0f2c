import { AnnotationQueryBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { appFacts } from "../queries/apps/facts.ts";
import { appRange } from "../queries/apps/range.ts";
import { deviationsListed } from "../queries/deviations/list.ts";
import { alertsOfApp, firstSeen } from "./app-findings.ts";
import { fromWhere, permissions, signIns, users, whatItDoes } from "./app-panels.ts";
import { bindQuery, CHOSEN_METRIC, selectFrom, sql } from "./kit/bind-query.ts";
import { clickhouseTarget, DATA_SOURCE } from "./kit/clickhouse-target.ts";
import { COLORS } from "./kit/colors.ts";
import { dashboard } from "./kit/dashboard.ts";
import { chosenAppOutside, toDashboard, toEventsOfRow } from "./kit/links.ts";
import { stat, table, timeSeries } from "./kit/panels.ts";
import { app as appVariable, metric } from "./kit/variables.ts";

/** More marks than that hide what they stand at. */
const MAX_MARKS = 200;
const HOUR_MS = 3_600_000;

export const app = dashboard({
  name: "app",
  title: "Tidemark: app explorer",
  description: "One app: what it may do, what it really does, whether that is normal for it, and what was found.",
  from: "now-14d",
  variables: [appVariable, metric],
  annotations: [deviationMarks()],
  links: chosenAppOutside,
  rows: [
    { title: "", panels: [summary(), judged()] },
    { title: "Is this normal?", panels: [range(), deviations()] },
    { title: "What it does", panels: whatItDoes() },
    { title: "Who, and from where", panels: [...users(), ...fromWhere(), ...signIns()] },
    { title: "What it may do, and what was found", panels: [permissions(), alertsOfApp(), firstSeen()] },
  ],
});

function summary() {
  return table({
    title: "The app",
    description: "What the directory and the logs say of the app, as last judged.",
    no_value: "This app was not judged yet",
    unit: "string",
    width: 24,
    height: 3,
    query: selectFrom(
      appFacts,
      {},
      {
        app_name: "app_name",
        publisher: "publisher",
        publisher_verified: sql(
          "multiIf(publisher_verified IS NULL, 'unknown', publisher_verified, 'verified', 'not verified')",
        ),
        status: "status",
        origin: "origin",
        certification: sql("if(certification = '', 'none', certification)"),
        consent_type: sql("if(consent_type = '', 'none known', consent_type)"),
        first_seen_at: sql("parseDateTime64BestEffortOrNull(first_seen_at)"),
        last_used_at: sql("parseDateTime64BestEffortOrNull(last_used_at)"),
      },
    ),
    fields: {
      app_name: { title: "App" },
      publisher: { title: "Publisher" },
      publisher_verified: { title: "Publisher is", width: 110 },
      status: { title: "Status", width: 110 },
      origin: { title: "Origin", width: 90 },
      certification: { title: "Certification", width: 110 },
      consent_type: { title: "Consent", width: 110 },
      first_seen_at: { title: "First seen", unit: "dateTimeAsIso", width: 170 },
      last_used_at: { title: "Last used", unit: "dateTimeAsIso", width: 170 },
    },
    links: chosenAppOutside,
  });
}

function judged() {
  return stat({
    title: "As last judged",
    description:
      "The app's score of risk (0 to 100), its rights, consents and credentials. The rules are in docs/app-judgement.md.",
    links: [toDashboard("Apps that need care", "hygiene")],
    no_value: "This app was not judged yet",
    unit: "short",
    width: 24,
    height: 4,
    query: selectFrom(
      appFacts,
      {},
      {
        risk_score: sql("toFloat64(risk_score)"),
        permissions: "permissions",
        high_permissions: "high_permissions",
        unused_permissions: sql("toFloat64(length(unused_permissions))"),
        consent_users: "consent_users",
        credentials: "credentials",
        credentials_expiring: "credentials_expiring",
      },
    ),
    fields: {
      risk_score: { title: "Risk" },
      permissions: { title: "Permissions" },
      high_permissions: { title: "High ones" },
      unused_permissions: { title: "Unused ones" },
      consent_users: { title: "Users who consented" },
      credentials: { title: "Credentials" },
      credentials_expiring: { title: "Expiring" },
    },
  });
}

function range() {
  return timeSeries({
    title: "Against its normal range",
    description:
      "The chosen measure by the hour, and the range that is usual for this app in that hour of the week by the newest baseline. The points are deviations: click on one for the events behind it. No range means that the app is still being learnt.",
    no_value: "This app did nothing in this span",
    unit: "short",
    width: 24,
    height: 11,
    style: "lines",
    min_step: "1h",
    query: bindQuery(appRange, { metric: CHOSEN_METRIC }),
    more: [
      selectFrom(
        deviationsListed,
        { metric: CHOSEN_METRIC, limit: MAX_MARKS },
        { time: "time", deviation: "observed", app_id: "app_id", from_ms: "from_ms", to_ms: "to_ms" },
        // Days are out of range too; on a chart of hours they would stand for what they are not.
        `WHERE to_ms - from_ms = ${HOUR_MS}\nORDER BY time\nLIMIT ${MAX_MARKS}`,
      ),
    ],
    fields: {
      observed: { title: "Observed", color: "blue", line: "thick" },
      expected: { title: "Expected", color: "grey", line: "dashed" },
      high: { title: "Usual, at most", color: "grey", fill_to: "Usual, at least", line: "none" },
      low: { title: "Usual, at least", color: "grey", line: "none" },
      deviation: { title: "Deviation", color: "vermilion", points: true, links: [toEventsOfRow] },
      from_ms: { hidden: true },
      to_ms: { hidden: true },
      app_id: { hidden: true },
    },
    links: [toDashboard("How well apps are learnt", "detection-health")],
  });
}

function deviations() {
  return table({
    title: "Deviations",
    description:
      "Windows of any measure outside their range, the newest first. At a score of 50 a window is at the border of its range.",
    no_value: "Nothing was outside its range in this span",
    unit: "short",
    width: 24,
    query: bindQuery(deviationsListed, { metric: "", limit: 100 }),
    fields: {
      time: { title: "Began", unit: "dateTimeAsIso", width: 170, links: [toEventsOfRow] },
      time_end: { hidden: true },
      from_ms: { hidden: true },
      to_ms: { hidden: true },
      app_id: { hidden: true },
      app_name: { hidden: true },
      metric: { title: "Measure" },
      observed: { title: "Observed" },
      expected: { title: "Expected" },
      low: { title: "Usual, at least" },
      high: { title: "Usual, at most" },
      score: { title: "Score", gauge: { full: 100 } },
      text: { hidden: true },
    },
  });
}

function deviationMarks() {
  const query = selectFrom(
    deviationsListed,
    { metric: "", limit: MAX_MARKS },
    { time: "time", time_end: "time_end", title: sql("'Deviation'"), text: "text", tags: "metric" },
    `ORDER BY time\nLIMIT ${MAX_MARKS}`,
  );
  return new AnnotationQueryBuilder()
    .name("Deviations")
    .datasource(DATA_SOURCE)
    .enable(true)
    .iconColor(COLORS.vermilion)
    .target(clickhouseTarget(query, "table", "annotation"));
}
