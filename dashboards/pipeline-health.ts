import { feedEventsOverTime } from "../queries/feeds/events-over-time.ts";
import { feedsNow } from "../queries/feeds/now.ts";
import { quarantineCases } from "../queries/quarantine/cases.ts";
import { quarantineOverTime } from "../queries/quarantine/over-time.ts";
import { rollupNow } from "../queries/rollup/now.ts";
import { bindQuery } from "./kit/bind-query.ts";
import { dashboard } from "./kit/dashboard.ts";
import { FEEDS } from "./kit/known-fields.ts";
import { toDashboard } from "./kit/links.ts";
import { stat, table, timeSeries } from "./kit/panels.ts";

export const pipelineHealth = dashboard({
  name: "pipeline-health",
  title: "Tidemark: pipeline health",
  description:
    "Whether everything arrives, how late, and what could not be taken. How long inserts take stands in the metrics of the service (/metrics).",
  from: "now-24h",
  rows: [
    { title: "", panels: [feeds(), jobs()] },
    { title: "What came", panels: [events(), refused()] },
    { title: "What could not be taken", panels: [cases()] },
  ],
});

function feeds() {
  return table({
    title: "Feeds",
    description:
      "The newest minute of each feed and how long ago it is; how many events it had in the day before; how long its events took from the act to the store.",
    links: [toDashboard("What is learnt of them", "detection-health")],
    no_value: "No feed brought anything in the last 40 days",
    unit: "short",
    width: 17,
    query: bindQuery(feedsNow),
    fields: {
      source: { title: "Feed", unit: "string" },
      newest_at: { title: "Newest", unit: "dateTimeAsIso", width: 165 },
      age_s: { title: "Ago", unit: "s", width: 90 },
      events_24h: { title: "Events in its last day", width: 150 },
      median_delay_s: { title: "Delay, median", unit: "s", width: 115 },
      longest_delay_s: { title: "Delay, longest", unit: "s", width: 115 },
      quarantined_24h: { title: "Refused in 24 h", width: 120 },
    },
  });
}

function jobs() {
  return stat({
    title: "Behind",
    description:
      "How far the jobs are behind for all tenants: usage tables, and the slowest other job. Differences that the nightly recount found in a week should be 0.",
    links: [toDashboard("How well detection does", "detection-health")],
    no_value: "No job has run yet: is the service up?",
    unit: "s",
    width: 7,
    height: 8,
    query: bindQuery(rollupNow),
    fields: {
      settled_ago_s: { title: "Usage tables" },
      slowest_job_ago_s: { title: "Slowest job" },
      faults_7d: { title: "Differences found", unit: "short" },
    },
  });
}

function events() {
  return timeSeries({
    title: "Events by feed",
    description:
      "Events by when they happened, each feed for itself. A hole is a feed that stood still, or one that is late.",
    links: [toDashboard("What was called", "api-usage")],
    no_value: "No events in this span",
    unit: "short",
    width: 14,
    style: "bars",
    stacked: true,
    split: "source",
    min_step: "1m",
    query: bindQuery(feedEventsOverTime),
    fields: FEEDS,
  });
}

function refused() {
  return timeSeries({
    title: "Refused records",
    description:
      "Records that went to quarantine, by when they came and by reason; the six most frequent ones, and the rest together.",
    links: [toDashboard("What was called", "api-usage")],
    no_value: "Nothing was refused in this span",
    unit: "short",
    width: 10,
    style: "bars",
    stacked: true,
    split: "reason",
    by_place: true,
    min_step: "1h",
    query: bindQuery(quarantineOverTime),
  });
}

function cases() {
  return table({
    title: "Still in quarantine",
    description:
      "Open cases by feed and reason, whenever they came, with the newest to look at. `tidemark quarantine list` shows them, `quarantine replay` tries them again.",
    links: [toDashboard("What was called", "api-usage")],
    no_value: "Nothing is in quarantine",
    unit: "string",
    width: 24,
    query: bindQuery(quarantineCases, { limit: 200 }),
    fields: {
      source: { title: "Feed", width: 150 },
      reason: { title: "Reason", width: 160 },
      records: { title: "Records", unit: "short", width: 90 },
      received_last_at: { title: "Latest", unit: "dateTimeAsIso", width: 170 },
      example_detail: { title: "For example" },
      example_position: { title: "Where it stood" },
    },
  });
}
