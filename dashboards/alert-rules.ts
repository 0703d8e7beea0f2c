import { stringify } from "yaml";
import { newestEvents } from "../queries/feeds/newest-events.ts";
import { quarantineReasons } from "../queries/quarantine/reasons.ts";
import { rollupNow } from "../queries/rollup/now.ts";
import { type BoundQuery, selectFrom, sql } from "./kit/bind-query.ts";
import { PLUGIN } from "./kit/clickhouse-target.ts";

/** The data source that is provisioned beside the rules. */
const DATA_SOURCE_UID = "tidemark-clickhouse";

interface RuleSpec {
  readonly uid: string;
  readonly title: string;
  readonly summary: string;
  /** What to do about it. */
  readonly description: string;
  readonly query: BoundQuery;
  /** It fires above this, for so long. */
  readonly above: number;
  readonly for: string;
  readonly severity: "high" | "medium";
}

const HOUR_MS = 3_600_000;

/** Rules about the pipeline as a whole: all tenants, since it is one pipeline. */
const RULES: readonly RuleSpec[] = [
  {
    uid: "tidemark-feed-silent",
    title: "A feed is silent",
    summary: "Nothing newer than two hours came from {{ $labels.source }}",
    description:
      "Graph's logs come within half an hour, rarely after two. Look at the pipeline's health, and at what sends this feed.",
    query: selectFrom(
      newestEvents,
      {},
      { source: "source", age_s: sql("(now_ms - newest_ms) / 1000") },
      // One that was silent for a week is not awaited any more.
      "WHERE age_s < 604800\nORDER BY source",
    ),
    above: 7_200,
    for: "10m",
    severity: "high",
  },
  {
    uid: "tidemark-rollup-behind",
    title: "Usage is behind",
    summary: "The usage tables are more than a quarter of an hour behind",
    description:
      "The service settles every minute, 150 s behind. Is it up, and has ClickHouse room? `tidemark doctor` says more.",
    query: selectFrom(rollupNow, {}, { settled_ago_s: sql("ifNull(settled_ago_s, 0)") }),
    above: 900,
    for: "5m",
    severity: "high",
  },
  {
    uid: "tidemark-recount-differs",
    title: "The recount found differences",
    summary: "Usage did not agree with the events, and was repaired",
    description: "This is a fault of Tidemark and should not be. `tidemark doctor` shows where; please report it.",
    query: selectFrom(rollupNow, {}, { faults_7d: "faults_7d" }),
    above: 0,
    for: "0s",
    severity: "medium",
  },
  {
    uid: "tidemark-quarantine-share",
    title: "Much of a feed is refused",
    summary: "More than 5 % of the last hour's records of {{ $labels.source }} went to quarantine",
    description:
      "The feed changed, or it is another one than its name says. `tidemark quarantine list` shows the records, `quarantine replay` tries them again.",
    query: selectFrom(
      quarantineReasons,
      { since_ms: sql(`toUnixTimestamp64Milli(now64(3, 'UTC')) - ${HOUR_MS}`) },
      { source: "source", refused: sql("sum(records) / max(received)") },
      "GROUP BY source\nORDER BY source",
    ),
    above: 0.05,
    for: "5m",
    severity: "medium",
  },
];

/** Grafana's file of alert rules. */
export function alertRulesFile(): string {
  const group = { orgId: 1, name: "pipeline", folder: "Tidemark", interval: "1m", rules: RULES.map(rule) };
  const head = "# Made by `npm run dashboards` from dashboards/alert-rules.ts. Rules about the pipeline's health.\n";
  const text = stringify({ apiVersion: 1, groups: [group] }, { lineWidth: 0 });
  // In files of provisioning Grafana takes a dollar sign for a variable of the environment; two are one.
  return `${head}${text.replaceAll("$", "$$$$")}`;
}

function rule(spec: RuleSpec): object {
  return {
    uid: spec.uid,
    title: spec.title,
    condition: "B",
    data: [
      {
        refId: "A",
        relativeTimeRange: { from: 3_600, to: 0 },
        datasourceUid: DATA_SOURCE_UID,
        model: model(spec.query),
      },
      { refId: "B", relativeTimeRange: { from: 0, to: 0 }, datasourceUid: "__expr__", model: threshold(spec.above) },
    ],
    for: spec.for,
    noDataState: "OK",
    execErrState: "Error",
    annotations: { summary: spec.summary, description: spec.description },
    labels: { severity: spec.severity },
  };
}

function model(query: BoundQuery): object {
  return {
    refId: "A",
    pluginVersion: PLUGIN.version,
    editorType: "sql",
    queryType: "table",
    format: 1,
    rawSql: query.sql,
  };
}

function threshold(above: number): object {
  return {
    refId: "B",
    type: "threshold",
    expression: "A",
    conditions: [{ evaluator: { type: "gt", params: [above] } }],
  };
}
