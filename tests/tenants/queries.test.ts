import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import { beforeAll, describe, expect, test } from "vitest";
import type { Query } from "../../queries/define-query.ts";
import { queryNamed, queryNames } from "../../queries/query-names.ts";
import { openTestStore } from "../test-store.ts";
import {
  ACTION_ID,
  ALERT_UID,
  APP_ID,
  bringCompany,
  COMPANY_FROM_MS,
  COMPANY_TO_MS,
  type Company,
  OBJECT_ID,
  RUN_ID,
} from "./company.ts";

// The answers of a store that one tenant has to itself are the measure: whatever a neighbour with the same ids brings,
// the tenant's own answers stay the same.
const alone = await openTestStore();
const shared = await openTestStore();

const OURS: Company = { tenant: "ours", word: "ourselves", times: 2 };
const THEIRS: Company = { tenant: "theirs", word: "neighbour", times: 5 };

/** Queries that take no tenant, and why nobody can use them to see another tenant's data. The API runs none of the jobs' ones. */
const OPERATOR_WIDE: Readonly<Record<string, string>> = {
  "alerts/state-names": "names for alerts that the alert job has read, by tenant and app",
  "rollup/conflict-candidates": "the job that removes contradicting copies looks at all events",
  "rollup/conflict-candidates-all": "the job that removes contradicting copies looks at all events",
  "rollup/conflict-span": "the job that removes contradicting copies looks at all events",
  "rollup/conflicts-by-feed": "doctor: counts by feed",
  "rollup/conflicts-found": "the job that removes contradicting copies carries out what it found",
  "detections/lists": "which lists detections go by; the API shows a tenant those of all and its own",
  "deviations/detector-base": "the detection job looks for what it remembers; there are no events in the answer",
  "export/cursor": "how far a destination of alerts has come",
  "export/dead-letters": "the command that lists what a destination refused",
  "export/health": "doctor: destinations of alerts that fail",
  "export/hidden": "which of the alerts that are due go out; destinations of all tenants are one job",
  "export/raised": "the test of a destination looks for its own alert",
  "feeds/pulse": "metrics: counts by feed",
  "store/health": "whether the store answers",
  "inventory/event-spans": "the job that brings events into the inventory reads all tenants",
  "rollup/job-progress": "how far a job has come",
  "judgement/due": "the job that judges apps asks whose facts are old",
  "judgement/lists": "which lists of permissions and known apps are loaded",
  "judgement/tenants": "the job that judges apps reads all tenants",
  "rollup/missing-minutes": "doctor: minutes that usage lacks",
  "feeds/newest-events": "metrics: ages by feed",
  "store/places-in-use": "which data of countries and networks is loaded",
  "quarantine/reasons": "doctor: counts by feed and reason",
  "rollup/received-minutes": "the rollup job reads all tenants",
  "feeds/reclassified-operations": "doctor: names of operations by feed",
  "rollup/recount-days": "the nightly recount reads all tenants",
  "rollup/recount-findings": "doctor: counts of repaired differences",
  "rollup/recount-tenants": "the nightly recount reads all tenants",
  "store/retention": "how long tables are kept",
  "rollup/now": "how far the jobs are, which work for all tenants",
  "rollup/epochs": "the rollup job reads all tenants",
  "rollup/horizon": "how far back the rollup job goes",
  "rollup/state": "how far the rollup job has come",
  "feeds/operation-rules": "which table of operation classes is loaded",
  "feeds/topics": "doctor: which topics are read, and how far",
  "feeds/stored-by-run": "an import counts its own events by its run",
  "store/facts": "doctor: the server's own figures",
  "detections/signal-changes": "the job that raises alerts asks whose signals changed",
  "tenants/choices": "which tenants a dashboard can be about",
  "tenants/known": "the API asks for a tenant where there are several; it runs only for a token of all tenants",
  "deviations/feedback-heard": "the service asks whose windows it has to score again",
  "detections/touched-apps": "the job that looks for signals asks what came in",
  "rollup/touched-minutes": "the rollup job reads all tenants",
  "judgement/unclassified-calls": "the job that judges apps looks up which permissions allow a call",
  "feeds/unknown-operations": "doctor: names of operations by feed",
  "usage/marks": "the detection job asks which hours of which tenants changed; there are no events in the answer",
  "usage/unfinished": "the detection job judges the hour that goes on of all tenants; each row says whose it is",
  "rollup/value-days": "the rollup job reads all tenants",
};

/** A value for every parameter that a query can have. Whoever adds a new one adds it here. */
const VALUES: Readonly<Record<string, unknown>> = {
  tenant: OURS.tenant,
  tenants: [OURS.tenant],
  app_id: APP_ID,
  app_ids: [APP_ID, OBJECT_ID],
  apps: [APP_ID],
  subject: "app",
  subject_id: APP_ID,
  uid: ALERT_UID,
  action_id: ACTION_ID,
  open_only: 0,
  hidden: 1,
  run_id: RUN_ID,
  attribute: "user_agent",
  usage_table: "usage_day",
  from_ms: COMPANY_FROM_MS,
  to_ms: COMPANY_TO_MS,
  until_ms: COMPANY_TO_MS,
  from_s: COMPANY_FROM_MS / 1_000,
  to_s: COMPANY_TO_MS / 1_000,
  after_ms: 0,
  received_from_ms: 0,
  received_to_ms: 4_000_000_000_000,
  history_from_s: COMPANY_FROM_MS / 1_000,
  base_s: COMPANY_TO_MS / 1_000,
  kind: "1",
  history: 1,
  rows: 1_000,
  rows_an_app: 0,
  whole_apps: [APP_ID],
  hours_s: [COMPANY_FROM_MS / 1_000],
  within_ms: 4_000_000_000,
  minutes_s: [COMPANY_FROM_MS / 1_000],
  near_minutes_s: [COMPANY_FROM_MS / 1_000],
  buckets_s: [COMPANY_FROM_MS / 1_000],
  positions: ["o365_audit.ndjson:4"],
  request_max_s: 600,
  place: "o365_audit.ndjson",
  prefix: "o365_audit.ndjson:",
  first: 0,
  last: 1_000_000,
  epoch: 0,
  after_null: 0,
  after_number: 0,
  descending: 1,
  destination: "siem",
  severities: [],
  detections: [],
  skip_actors: [],
  cursor_ms: 0,
  cursor_revision: 0,
  page_end_ms: 4_000_000_000_000,
  sort: "calls",
  limit: 1_000,
  offset: 0,
  step_s: 3_600,
  hours_for_days: 8,
  rank_by: "calls",
  metric: "calls",
  category: "risky",
  sign_ins_only: 0,
  by_service: 0,
  priority_only: 0,
};
/** Filters that take all. */
const ALL = new Set([
  "search",
  "policy",
  "title",
  "classification",
  "assignee",
  "status",
  "state",
  "severity",
  "detection",
  "source",
  "reason",
  "split",
  "position_prefix",
  "after_tenant",
  "after_source",
  "after_position",
  "after_event",
  "after_text",
  "cursor_tenant",
  "cursor_uid",
  "first_app",
  "last_app",
]);
const SPECIAL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "alerts/list": { app_id: "" },
  "inventory/collector-cursors": { source: "microsoft_graph" },
  "apps/list": { sort: "risk_score", after_app_id: "" },
  "deviations/contributors": {
    app_ids: [APP_ID],
    sources: ["ms_graph_activity"],
    measures: ["calls"],
    from_s: [COMPANY_FROM_MS / 1_000],
    window_s: [86_400],
  },
  "usage/peer-levels": {
    first_day: Math.floor(COMPANY_FROM_MS / 86_400_000) + 1,
    last_day: Math.floor(COMPANY_FROM_MS / 86_400_000) + 7,
  },
  "usage/five-minutes": {
    app_ids: [APP_ID],
    sources: ["ms_graph_activity"],
    hours_s: Array.from({ length: 24 }, (_, hour) => COMPANY_FROM_MS / 1_000 + hour * 3_600),
  },
  "policies/list": { name: "unused", newest_only: 0 },
  "policies/spans": { policy: "unused", at_ms: COMPANY_FROM_MS },
  "feeds/delivery": { source: "ms_graph_activity" },
  "quarantine/raws": { source: "o365_audit" },
  "quarantine/refused": { source: "o365_audit", received_ms: [0] },
};
/** Answers that are rightly empty here; all others must have rows, or the walk would prove nothing. */
const EMPTY: ReadonlySet<string> = new Set([
  "alerts/similar",
  "deviations/detector-states",
  // The company's days are long past, and its records came just now.
  "feeds/now",
  "quarantine/over-time",
  "quarantine/messages",
  "rollup/salesforce-requests",
]);

beforeAll(async () => {
  await bringCompany(alone, OURS);
  await bringCompany(shared, THEIRS);
  await bringCompany(shared, OURS);
}, 240_000);

function paramsOf(query: Query): Record<string, unknown> {
  const entries = Object.entries<TSchema>(query.params.properties);
  return Object.fromEntries(entries.map(([key, schema]) => [key, paramOf(query.name, key, schema)]));
}

function paramOf(name: string, key: string, schema: TSchema): unknown {
  const special = SPECIAL[name]?.[key];
  if (special !== undefined) return special;
  // The values of filters that take all, as the list of apps has them: none chosen, either way, no bound.
  const neutral = [VALUES[key], ALL.has(key) ? "" : undefined, [], null, -1];
  const found = neutral.find((value) => value !== undefined && Value.Check(schema, value));
  if (found === undefined) throw new Error(`tests/tenants/queries.test.ts has no value for ${key}`);
  return found;
}

describe.each(queryNames())("%s", async (name) => {
  const query = await queryNamed(name);
  const of_a_tenant = "tenant" in query.params.properties || "tenants" in query.params.properties;

  test("takes a tenant, or stands in the list of those that need none", () => {
    expect(name in OPERATOR_WIDE).toBe(!of_a_tenant);
  });

  test.runIf(of_a_tenant)("answers a tenant the same, whoever else is in the store", async () => {
    const params = paramsOf(query);
    const own = await alone.reader.rows(query, params);
    const beside = await shared.reader.rows(query, params);
    expect(steady(beside)).toEqual(steady(own));
    expect(JSON.stringify(beside)).not.toMatch(/neighbour|theirs/);
    expect(own.length > 0).toBe(!EMPTY.has(name));
  });
});

/** When something came in differs between two stores. */
function steady(rows: readonly unknown[]): readonly unknown[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(Object(row)).filter(
        ([key]) => !/^(changed_at|received_|imported_at|oldest_m?s|page_end_ms|now_ms|key$)/.test(key),
      ),
    ),
  );
}
