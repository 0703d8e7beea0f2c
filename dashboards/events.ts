import { eventsListed } from "../queries/feeds/events.ts";
import { type BoundQuery, bindQuery, CHOSEN_SERVICES } from "./kit/bind-query.ts";
import { dashboard } from "./kit/dashboard.ts";
import { chosenAppOutside, toChosenApp, toDashboard } from "./kit/links.ts";
import { table, timeSeries } from "./kit/panels.ts";
import { app, filters, service } from "./kit/variables.ts";
import { OF_CHOSEN_APP, usageQuery } from "./usage-panels.ts";

/** More rows than anybody reads; a shorter span shows the rest. */
const MAX_EVENTS = 500;

export const events = dashboard({
  name: "events",
  title: "Tidemark: events of an app",
  description: "The single events behind a number or a deviation, as they were stored.",
  from: "now-24h",
  variables: [app, service, filters],
  links: chosenAppOutside,
  rows: [{ title: "", panels: [counts(), rows()] }],
});

function counts() {
  return timeSeries({
    title: "Calls",
    description: "Calls of this app in the chosen services: mark a shorter time to see the rest of its events below.",
    no_value: "No calls in this span",
    unit: "short",
    width: 24,
    height: 6,
    style: "bars",
    min_step: "1m",
    query: usageQuery(["calls", "errors"], { ...OF_CHOSEN_APP, services: CHOSEN_SERVICES }),
    fields: { calls: { title: "Calls", color: "blue" }, errors: { title: "Failed calls", color: "vermilion" } },
    links: [toChosenApp],
  });
}

function rows() {
  return table({
    title: "Events",
    description: `The latest ${MAX_EVENTS} events of the span. Filters at the top (any column of the events) are held against these: choose a shorter span to look farther back.`,
    no_value: "No events in this span",
    unit: "string",
    width: 24,
    height: 20,
    query: filterable(bindQuery(eventsListed, { limit: MAX_EVENTS })),
    fields: {
      time: { title: "Time", unit: "dateTimeAsIso", width: 170 },
      kind: { hidden: true },
      app_id: { hidden: true },
      user_id: { title: "User", width: 150 },
      operation: { title: "Operation", width: 190 },
      operation_class: { title: "Class", width: 100 },
      service: { title: "Service", width: 80 },
      resource: { title: "Resource", width: 85 },
      outcome: { title: "Outcome", width: 70 },
      status_code: { title: "Code", unit: "none", width: 55 },
      bytes_read: { title: "Read", unit: "decbytes", width: 75 },
      bytes_written: { title: "Written", unit: "decbytes", width: 75 },
      ip: { title: "Address", width: 110 },
      country: { title: "Country", width: 70 },
      user_agent: { title: "User agent", width: 100 },
      source: { title: "Feed", width: 80 },
      event_id: { title: "Event", width: 80 },
      details: { title: "Details" },
    },
    links: [toDashboard("Where records were refused", "pipeline-health")],
  });
}

/** The plugin puts the filters that are chosen at the top in this place. */
function filterable(query: BoundQuery): BoundQuery {
  return { ...query, sql: `${query.sql}\nSETTINGS $__adHocFilters('events')` };
}
