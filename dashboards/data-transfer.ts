import { CHOSEN_SERVICES } from "./kit/bind-query.ts";
import { dashboard } from "./kit/dashboard.ts";
import { SERVICES } from "./kit/known-fields.ts";
import { toDashboard } from "./kit/links.ts";
import { timeSeries } from "./kit/panels.ts";
import { service } from "./kit/variables.ts";
import { appsTable, valueBars } from "./ranked-panels.ts";
import { splitUsageQuery, usageQuery } from "./usage-panels.ts";

const NO_BYTES = "No feed gives bytes for this span and these services";
const BY_DAY = "Counted by whole days (UTC).";
const chosen = { services: CHOSEN_SERVICES, rank_by: "bytes" } as const;

export const dataTransfer = dashboard({
  name: "data-transfer",
  title: "Tidemark: data transfer",
  description: "Who moves how much, where and for whom. Read is what apps took out, written what they put in.",
  from: "now-7d",
  variables: [service],
  rows: [
    { title: "", panels: [bothDirections(), byService()] },
    { title: "Which apps", panels: [byApp(), apps()] },
    { title: "For whom, and from where", panels: [users(), countries(), networks()] },
  ],
});

function bothDirections() {
  return timeSeries({
    title: "Read and written",
    links: [toDashboard("What is called", "api-usage")],
    description: "Bytes that all apps took out and put in. One act that several feeds saw counts once.",
    no_value: NO_BYTES,
    unit: "decbytes",
    width: 12,
    style: "bars",
    min_step: "1m",
    query: usageQuery(["bytes_read", "bytes_written"], chosen),
    fields: { bytes_read: { title: "Read", color: "blue" }, bytes_written: { title: "Written", color: "orange" } },
  });
}

function byService() {
  return timeSeries({
    title: "Moved by service",
    links: [toDashboard("What is called", "api-usage")],
    description: "Bytes both ways by service; the six largest, and the rest together.",
    no_value: NO_BYTES,
    unit: "decbytes",
    width: 12,
    style: "bars",
    stacked: true,
    split: "service",
    min_step: "1m",
    query: splitUsageQuery("service", "bytes", chosen),
    fields: SERVICES,
  });
}

function byApp() {
  return timeSeries({
    title: "Moved by app",
    links: [toDashboard("Alerts of that time", "alerts")],
    description: "Bytes both ways of the six apps that moved the most, and of the rest together.",
    no_value: NO_BYTES,
    unit: "decbytes",
    width: 12,
    height: 11,
    style: "bars",
    stacked: true,
    split: "app",
    by_place: true,
    min_step: "1m",
    query: splitUsageQuery("app", "bytes", chosen),
  });
}

function apps() {
  return appsTable(
    {
      title: "Apps that moved the most",
      description:
        "Bytes that each app took out and put in, and for about how many users. Click on an app to explore it.",
      no_value: NO_BYTES,
    },
    { width: 12, height: 11 },
    "bytes",
    ["bytes", "bytes_read", "bytes_written", "users", "risk_score"],
  );
}

function users() {
  return valueBars(
    {
      title: "Users",
      links: [toDashboard("Who allowed it", "consents")],
      description: `For whom apps moved the most, both ways, under the id that the feed gives. ${BY_DAY}`,
      no_value: "No feed names users in these days",
      unit: "decbytes",
      width: 12,
    },
    "user_id",
    { bytes: { title: "Moved", color: "blue" } },
    { services: CHOSEN_SERVICES },
  );
}

function countries() {
  return valueBars(
    {
      title: "Countries",
      links: [toDashboard("Where apps sign in from", "sign-ins")],
      description: `Where the calls came from that moved the most, in all services. ${BY_DAY}`,
      no_value: "No address of these days has a country",
      unit: "decbytes",
      width: 6,
    },
    "country",
    { bytes: { title: "Moved", color: "green" } },
  );
}

function networks() {
  return valueBars(
    {
      title: "Networks",
      links: [toDashboard("Where apps sign in from", "sign-ins")],
      description: `The networks (AS numbers) that the most was moved from, in all services. ${BY_DAY}`,
      no_value: "No address of these days has a known network",
      unit: "decbytes",
      width: 6,
    },
    "asn",
    { bytes: { title: "Moved", color: "sky" } },
  );
}
