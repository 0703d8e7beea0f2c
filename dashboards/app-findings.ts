import { alerts } from "../queries/alerts/list.ts";
import { appFirstSeen } from "../queries/apps/first-seen.ts";
import { selectFrom, sql } from "./kit/bind-query.ts";
import { EVERY_ALERT, SEVERITY, STATUS } from "./kit/known-fields.ts";
import { toDashboard, toEventsWith } from "./kit/links.ts";
import { table } from "./kit/panels.ts";

const MANY = 100;

export function alertsOfApp() {
  return table({
    title: "Alerts",
    description: "Alerts about this app whose activity falls into the chosen span, the latest first.",
    no_value: "No alert about this app in this span",
    unit: "string",
    width: 12,
    query: selectFrom(
      alerts,
      { ...EVERY_ALERT, limit: MANY },
      {
        last_activity_at: sql("parseDateTime64BestEffort(last_activity_at)"),
        severity: "severity",
        title: "title",
        status: "status",
        score: "score",
      },
      `ORDER BY last_activity_at DESC, title\nLIMIT ${MANY}`,
    ),
    fields: {
      last_activity_at: { title: "Last activity", unit: "dateTimeAsIso", width: 170 },
      severity: { title: "Severity", width: 90, words: SEVERITY },
      title: { title: "Alert" },
      status: { title: "Status", width: 100, words: STATUS },
      score: { title: "Score", unit: "short", width: 70 },
    },
    links: [toDashboard("All alerts", "alerts")],
  });
}

export function firstSeen() {
  return table({
    title: "Seen for the first time",
    links: [toEventsWith("The events of this app")],
    description:
      "Values that this app showed for the first time in the chosen span: operations, countries, networks and the like.",
    no_value: "Nothing new in this span",
    unit: "string",
    width: 12,
    query: selectFrom(
      appFirstSeen,
      { attribute: "", limit: MANY, offset: 0 },
      { first_at: sql("parseDateTime64BestEffort(first_at)"), attribute: "attribute", value: "value" },
      `ORDER BY first_at DESC, attribute, value\nLIMIT ${MANY}`,
    ),
    fields: {
      first_at: { title: "First seen", unit: "dateTimeAsIso", width: 170 },
      attribute: { title: "What", width: 140 },
      value: { title: "Value" },
    },
  });
}
