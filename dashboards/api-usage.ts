import { operationsRanked } from "../queries/usage/operations.ts";
import { bindQuery, CHOSEN_SERVICES } from "./kit/bind-query.ts";
import { dashboard } from "./kit/dashboard.ts";
import { SERVICES } from "./kit/known-fields.ts";
import { toDashboard } from "./kit/links.ts";
import { table, timeSeries } from "./kit/panels.ts";
import { service } from "./kit/variables.ts";
import { appsTable, valueBars } from "./ranked-panels.ts";
import { splitUsageQuery, usageQuery } from "./usage-panels.ts";

const NO_CALLS = "No calls in this span and these services";
const BY_DAY = "In all services, counted by whole days (UTC).";
const chosen = { services: CHOSEN_SERVICES } as const;

export const apiUsage = dashboard({
  name: "api-usage",
  title: "Tidemark: API usage and errors",
  description: "What is called, how much of it fails, and why.",
  from: "now-7d",
  variables: [service],
  rows: [
    { title: "", panels: [calls(), failing(), share()] },
    { title: "What is called", panels: [operations()] },
    { title: "What fails", panels: [failures(), apps(), agents()] },
  ],
});

function calls() {
  return timeSeries({
    title: "Calls by service",
    links: [toDashboard("How much is moved", "data-transfer")],
    description: "Calls of all apps by service; the six busiest, and the rest together.",
    no_value: NO_CALLS,
    unit: "short",
    width: 10,
    style: "bars",
    stacked: true,
    split: "service",
    min_step: "1m",
    query: splitUsageQuery("service", "calls", chosen),
    fields: SERVICES,
  });
}

function failing() {
  return timeSeries({
    title: "Failed calls by service",
    links: [toDashboard("Sign-ins that fail", "sign-ins")],
    description: "Calls that were answered with an error, by service.",
    no_value: NO_CALLS,
    unit: "short",
    width: 8,
    style: "bars",
    stacked: true,
    split: "service",
    min_step: "1m",
    query: splitUsageQuery("service", "errors", { ...chosen, rank_by: "errors" }),
    fields: SERVICES,
  });
}

function share() {
  return timeSeries({
    title: "Share of calls that fail",
    links: [toDashboard("Sign-ins that fail", "sign-ins")],
    description: "Failed calls of all calls. A gap: nothing was called.",
    no_value: NO_CALLS,
    unit: "percentunit",
    width: 6,
    style: "lines",
    min_step: "1m",
    query: usageQuery(["error_rate"], chosen),
    fields: { error_rate: { title: "Failed", color: "vermilion" } },
  });
}

function operations() {
  return table({
    title: "Operations",
    links: [toDashboard("What apps may do", "consents")],
    description: "Classes of operations by service, the most calls first, and how many apps call them.",
    no_value: NO_CALLS,
    unit: "short",
    width: 24,
    query: bindQuery(operationsRanked, { app_ids: [], limit: 100 }),
    fields: {
      service: { title: "Service", unit: "string" },
      operation_class: { title: "Class", unit: "string" },
      apps: { title: "Apps" },
      calls: { title: "Calls" },
      errors: { title: "Failed" },
      error_rate: { title: "Share failed", unit: "percentunit" },
      bytes_read: { title: "Read", unit: "decbytes" },
      bytes_written: { title: "Written", unit: "decbytes" },
    },
  });
}

function failures() {
  return valueBars(
    {
      title: "Why calls fail",
      links: [toDashboard("Sign-ins that fail", "sign-ins")],
      description: `The most frequent codes and reasons. ${BY_DAY}`,
      no_value: "Nothing failed in these days",
      unit: "short",
      width: 8,
    },
    "failure",
    { errors: { title: "Failed calls", color: "vermilion" } },
  );
}

function apps() {
  return appsTable(
    {
      title: "Apps with the most failed calls",
      description: "Failed calls of each app, and their share of its calls. Click on an app to explore it.",
      no_value: "No app had a failed call in this span",
    },
    { width: 9 },
    "errors",
    ["errors", "error_rate", "calls"],
  );
}

function agents() {
  return valueBars(
    {
      title: "User agents",
      links: [toDashboard("Where apps sign in from", "sign-ins")],
      description: `What calls itself how. ${BY_DAY}`,
      no_value: "No feed gives user agents in these days",
      unit: "short",
      width: 7,
    },
    "user_agent",
    { calls: { title: "Calls", color: "blue" } },
  );
}
