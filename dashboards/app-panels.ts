import { appPermissions } from "../queries/apps/permissions.ts";
import { appUsers } from "../queries/apps/users.ts";
import { appValues } from "../queries/apps/values.ts";
import { operationsRanked } from "../queries/usage/operations.ts";
import { CHOSEN_APP_IDS, selectFrom, sql, WHOLE_DAYS } from "./kit/bind-query.ts";
import { SERVICES, USE } from "./kit/known-fields.ts";
import { toDashboard, toEventsWith } from "./kit/links.ts";
import { ranking, table, timeSeries } from "./kit/panels.ts";
import { bothWays, OF_CHOSEN_APP, splitUsageQuery, usageQuery } from "./usage-panels.ts";

/** What is counted by the day is given for whole days around the chosen span. */
const BY_DAY = "Counted by whole days (UTC).";
const MANY = 100;

export function whatItDoes() {
  return [callsByService(), transfer(), operations()];
}

function callsByService() {
  return timeSeries({
    title: "Calls by service",
    description: "Calls of this app, by the service they went to.",
    no_value: "No calls in this span",
    unit: "short",
    width: 8,
    style: "bars",
    stacked: true,
    split: "service",
    min_step: "1m",
    query: splitUsageQuery("service", "calls", OF_CHOSEN_APP),
    fields: SERVICES,
    links: [toDashboard("API usage of all apps", "api-usage")],
  });
}

function transfer() {
  return timeSeries({
    title: "Bytes moved",
    description: "What this app took out (read) and put in (written).",
    no_value: "No feed gives bytes for this app in this span",
    unit: "decbytes",
    width: 8,
    style: "bars",
    min_step: "1m",
    query: usageQuery(["bytes_read", "bytes_written"], OF_CHOSEN_APP),
    fields: { bytes_read: { title: "Read", color: "blue" }, bytes_written: { title: "Written", color: "orange" } },
    links: [toDashboard("Data transfer of all apps", "data-transfer")],
  });
}

function operations() {
  return table({
    title: "Operations",
    description: "What this app did, by class of operation, the most calls first.",
    no_value: "No calls in this span",
    unit: "short",
    width: 8,
    query: selectFrom(
      operationsRanked,
      { app_ids: CHOSEN_APP_IDS, services: [], limit: MANY },
      { operation_class: "operation_class", service: "service", calls: "calls", error_rate: "error_rate" },
      `ORDER BY calls DESC, operation_class, service\nLIMIT ${MANY}`,
    ),
    fields: {
      operation_class: {
        title: "Class",
        links: [toEventsWith("These events", { operation_class: "operation_class", service: "service" })],
      },
      service: { title: "Service", width: 140 },
      calls: { title: "Calls", width: 80 },
      error_rate: { title: "Failed", unit: "percentunit", width: 80 },
    },
  });
}

export function users() {
  return [
    table({
      title: "Users",
      links: [toEventsWith("The events of this app")],
      description: `For whom this app moved the most. Priority accounts are those that the operator or the directory marks. ${BY_DAY}`,
      no_value: "No feed names a user of this app in these days",
      unit: "short",
      width: 12,
      query: selectFrom(
        appUsers,
        { ...WHOLE_DAYS, sort: "calls", search: "", priority_only: 0, limit: MANY, offset: 0 },
        {
          user_id: "user_id",
          priority: sql("if(priority, 'yes', '')"),
          calls: "calls",
          errors: "errors",
          bytes: bothWays,
          last_day: "last_day",
        },
        `ORDER BY calls DESC, user_id\nLIMIT ${MANY}`,
      ),
      fields: {
        user_id: { title: "User", unit: "string" },
        priority: { title: "Priority", unit: "string", width: 80 },
        calls: { title: "Calls", width: 90 },
        errors: { title: "Failed", width: 80 },
        bytes: { title: "Moved", unit: "decbytes", width: 100 },
        last_day: { title: "Last day", unit: "string", width: 110 },
      },
    }),
  ];
}

export function fromWhere() {
  return [valuesPanel("country", "Countries", "country", 4), valuesPanel("ip", "Addresses", "address", 8)];
}

function valuesPanel(attribute: "country" | "ip", title: string, word: string, width: number) {
  // Where they began, and what failed, only where there is room.
  const more = attribute === "ip" ? ({ errors: "errors", first_day: "first_day" } as const) : {};
  return table({
    title,
    description: `From which ${title.toLowerCase()} this app called, the most calls first. ${BY_DAY}`,
    no_value: `No feed gives the ${word} of this app's calls in these days`,
    unit: "short",
    width,
    query: selectFrom(
      appValues,
      { ...WHOLE_DAYS, attribute, sign_ins_only: 0, by_service: 0, search: "", limit: MANY, offset: 0 },
      { value: "value", calls: "calls", ...more },
      `ORDER BY calls DESC, value\nLIMIT ${MANY}`,
    ),
    fields: {
      value: {
        title: attribute === "ip" ? "Address" : "Country",
        unit: "string",
        links: [toEventsWith("The events from there", { [attribute]: "value" })],
      },
      calls: { title: "Calls", width: 90 },
      ...(attribute === "ip"
        ? { errors: { title: "Failed", width: 80 }, first_day: { title: "From", unit: "string", width: 110 } }
        : {}),
    },
  });
}

export function signIns() {
  return [
    timeSeries({
      title: "Sign-ins",
      description: "How often the app signed in, or people into it, and how often that failed.",
      no_value: "No sign-ins in this span",
      unit: "short",
      width: 12,
      style: "bars",
      min_step: "1m",
      query: usageQuery(["calls", "errors"], { ...OF_CHOSEN_APP, operation_classes: ["auth.sign_in"] }),
      fields: { calls: { title: "Sign-ins", color: "blue" }, errors: { title: "Failed", color: "vermilion" } },
      links: [toDashboard("Sign-ins of all apps", "sign-ins")],
    }),
    ranking({
      title: "Why calls failed",
      links: [toEventsWith("The events of this app")],
      description: `Reasons of failed calls and sign-ins of this app. ${BY_DAY}`,
      no_value: "Nothing failed in these days, or no feed says why",
      unit: "short",
      width: 12,
      by: "value",
      query: selectFrom(
        appValues,
        { ...WHOLE_DAYS, attribute: "failure", sign_ins_only: 0, by_service: 0, search: "", limit: 10, offset: 0 },
        { value: "value", errors: "errors" },
        "ORDER BY errors DESC, value\nLIMIT 10",
      ),
      fields: { errors: { title: "Failed", color: "vermilion" } },
    }),
  ];
}

export function permissions() {
  return table({
    title: "Permissions",
    description:
      "What this app may do, the most powerful first; whether it used that in the last 90 days, and what less would do.",
    no_value: "No permission of this app is known",
    unit: "string",
    width: 24,
    query: selectFrom(
      appPermissions,
      {},
      {
        permission: "permission",
        type: "type",
        api_name: "api_name",
        level: "level",
        use: "use",
        last_used_at: sql("parseDateTime64BestEffortOrNull(last_used_at)"),
        smaller: "smaller",
        consent_type: "consent_type",
        users: "users",
        granted_at: sql("parseDateTime64BestEffort(granted_at)"),
      },
    ),
    fields: {
      permission: { title: "Permission" },
      type: { title: "Type", width: 100 },
      api_name: { title: "API" },
      level: { title: "Level", width: 90 },
      use: { title: "In use", width: 145, words: USE },
      last_used_at: { title: "Last used", unit: "dateTimeAsIso", width: 170 },
      smaller: { title: "Less would do" },
      consent_type: { title: "Consent", width: 90 },
      users: { title: "Users", unit: "short", width: 80 },
      granted_at: { title: "Granted", unit: "dateTimeAsIso", width: 170 },
    },
    links: [toDashboard("Permissions of all apps", "consents")],
  });
}
