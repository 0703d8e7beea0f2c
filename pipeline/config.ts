import { type Static, Type } from "typebox";
import { Value } from "typebox/value";
import { AppError } from "./core/errors.ts";
import { nearestName } from "./core/nearest-names.ts";
import {
  type RemediationSettings,
  remediationSettings,
  remediationVariables,
} from "./govern/remediation/remediation-settings.ts";
import { kafkaFaults } from "./kafka/kafka-faults.ts";
import { type KafkaSettings, kafkaSettings } from "./kafka/kafka-settings.ts";
import { kafkaVariables } from "./kafka/kafka-variables.ts";
import { type GoogleSettings, googleSettings, googleVariables } from "./readers/google-workspace/google-api.ts";
import {
  type GraphSettings,
  graphFaults,
  graphSettings,
  graphVariables,
} from "./readers/microsoft-graph/graph-settings.ts";
import {
  type SalesforceSettings,
  salesforceSettings,
  salesforceVariables,
} from "./readers/salesforce/salesforce-api.ts";
import { FEED_NAMES } from "./sources/feed-names.ts";
import type { Cluster } from "./store/cluster/turn.ts";
import {
  type Retention,
  retentionFaults,
  retentionSettings,
  retentionVariables,
} from "./store/schema/retention-settings.ts";

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

/** Every setting there is, by the name of its environment variable. */
const Environment = Type.Object(
  {
    TIDEMARK_DATA: text("Folder of the embedded store."),
    TIDEMARK_CLICKHOUSE_URL: Type.Optional(
      Type.String({
        pattern: "^https?://[^\\s,]+([\\s,]+https?://[^\\s,]+)*$",
        description:
          "A ClickHouse server to use instead of the embedded one: http://host:8123 or https://host:8443; of a cluster, all replicas of one shard, with commas.",
      }),
    ),
    TIDEMARK_CLICKHOUSE_CLUSTER: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9_-]+$",
        description: "The cluster those replicas are of, as remote_servers calls it: letters, digits, - and _.",
      }),
    ),
    TIDEMARK_CLICKHOUSE_QUORUM: Type.Optional(
      Type.String({
        pattern: "^[1-9][0-9]?$",
        description: "On how many replicas a row is before it is acknowledged.",
      }),
    ),
    TIDEMARK_CLICKHOUSE_USER: text("User on that server."),
    TIDEMARK_CLICKHOUSE_PASSWORD: Type.Optional(Type.String({ description: "Password on that server." })),
    TIDEMARK_CLICKHOUSE_DATABASE: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z_][A-Za-z0-9_]*$",
        description: "Database on that server: letters, digits and _.",
      }),
    ),
    TIDEMARK_HOST: text("Address the service listens on."),
    TIDEMARK_PORT: Type.Optional(
      Type.String({
        pattern: "^([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$",
        description: "Port the service listens on, 0 to 65535; 0 takes a free one.",
      }),
    ),
    TIDEMARK_PLACES: Type.Optional(
      Type.Enum(["on", "off"], { description: "Whether to load which country and network an address belongs to." }),
    ),
    TIDEMARK_LOG_LEVEL: Type.Optional(
      Type.Enum(["trace", "debug", "info", "warn", "error", "silent"], { description: "How much the service logs." }),
    ),
    TIDEMARK_LISTS: text("File (YAML) of the lists of known-bad apps, addresses and networks."),
    TIDEMARK_EXPORT_CONFIG: text("File (YAML) of the destinations that alerts are sent to."),
    ...retentionVariables,
    ...kafkaVariables,
    ...graphVariables,
    ...googleVariables,
    ...salesforceVariables,
    ...remediationVariables,
  },
  { additionalProperties: false },
);
type Environment = Static<typeof Environment>;
export const SETTING_NAMES = Object.keys(Environment.properties);

export interface Config {
  readonly data_dir: string;
  readonly clickhouse:
    | {
        readonly url: string;
        readonly user: string;
        readonly password: string;
        readonly database: string;
        readonly cluster: Cluster | undefined;
      }
    | undefined;
  readonly host: string;
  readonly port: number;
  readonly log_level: string;
  /** Whether commands that store events load the countries and networks of addresses. */
  readonly places: boolean;
  /** How long things are kept; what is not named is kept for ever. */
  readonly retention: Retention;
  readonly kafka: KafkaSettings | undefined;
  /** The directory that is collected. */
  readonly graph: GraphSettings | undefined;
  readonly google: GoogleSettings | undefined;
  readonly salesforce: SalesforceSettings | undefined;
  /** What may be done about apps. */
  readonly remediation: RemediationSettings;
  /** File that names the lists of known-bad apps, addresses and networks. */
  readonly lists_file: string | undefined;
  /** Where alerts are sent. */
  readonly exporting: ExportFile | undefined;
}

/** The file that names the destinations, and the environment that their secrets come from. */
export interface ExportFile {
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const PREFIX = "TIDEMARK_";
/** Loopback only: until somebody sets a host, nobody else can reach the service. */
const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = "8099";

/** The settings out of the environment, with all faults in one error. Other variables are none of our business. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const ours = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name.startsWith(PREFIX) && value !== undefined),
  );
  const unfit = [
    ...clusterFaults(ours),
    ...kafkaFaults(ours, FEED_NAMES),
    ...graphFaults(ours),
    ...retentionFaults(ours),
  ];
  if (!Value.Check(Environment, ours) || unfit.length > 0) throw new AppError("config_invalid", faultsOf(ours, unfit));
  return {
    data_dir: ours.TIDEMARK_DATA ?? ".tidemark",
    clickhouse: clickhouseOf(ours),
    host: ours.TIDEMARK_HOST ?? DEFAULT_HOST,
    port: Number(ours.TIDEMARK_PORT ?? DEFAULT_PORT),
    log_level: ours.TIDEMARK_LOG_LEVEL ?? "info",
    places: ours.TIDEMARK_PLACES !== "off",
    retention: retentionSettings(ours),
    kafka: kafkaSettings(ours, FEED_NAMES),
    graph: graphSettings(ours),
    google: googleSettings(ours),
    salesforce: salesforceSettings(ours),
    remediation: remediationSettings(ours, [ours.TIDEMARK_GRAPH_CLIENT_ID, ours.TIDEMARK_SALESFORCE_CLIENT_ID]),
    lists_file: ours.TIDEMARK_LISTS,
    exporting:
      ours.TIDEMARK_EXPORT_CONFIG === undefined ? undefined : { file: ours.TIDEMARK_EXPORT_CONFIG, environment },
  };
}

function clickhouseOf(ours: Environment): Config["clickhouse"] {
  const [url, ...others] = urlsOf(ours.TIDEMARK_CLICKHOUSE_URL);
  if (url === undefined) return undefined;
  const name = ours.TIDEMARK_CLICKHOUSE_CLUSTER;
  const urls = [url, ...others];
  return {
    url,
    user: ours.TIDEMARK_CLICKHOUSE_USER ?? "default",
    password: ours.TIDEMARK_CLICKHOUSE_PASSWORD ?? "",
    database: ours.TIDEMARK_CLICKHOUSE_DATABASE ?? "tidemark",
    cluster:
      name === undefined ? undefined : { name, urls, quorum: Number(ours.TIDEMARK_CLICKHOUSE_QUORUM ?? urls.length) },
  };
}

function urlsOf(text: string | undefined): readonly string[] {
  return (text ?? "").split(/[\s,]+/).filter((url) => url !== "");
}

function clusterFaults(ours: Readonly<Record<string, string | undefined>>): readonly string[] {
  const replicas = urlsOf(ours["TIDEMARK_CLICKHOUSE_URL"]).length;
  const quorum = ours["TIDEMARK_CLICKHOUSE_QUORUM"];
  if (ours["TIDEMARK_CLICKHOUSE_CLUSTER"] === undefined) {
    const alone = quorum === undefined ? [] : ["TIDEMARK_CLICKHOUSE_QUORUM needs TIDEMARK_CLICKHOUSE_CLUSTER"];
    return replicas > 1
      ? [...alone, "TIDEMARK_CLICKHOUSE_URL may name several only with TIDEMARK_CLICKHOUSE_CLUSTER"]
      : alone;
  }
  if (replicas === 0) return ["TIDEMARK_CLICKHOUSE_CLUSTER needs TIDEMARK_CLICKHOUSE_URL: all replicas of one shard"];
  return Number(quorum ?? 1) > replicas
    ? [`TIDEMARK_CLICKHOUSE_QUORUM cannot be ${quorum}: TIDEMARK_CLICKHOUSE_URL names ${replicas}`]
    : [];
}

function faultsOf(ours: Readonly<Record<string, unknown>>, unfit: readonly string[]): string {
  const unknown = Object.keys(ours).filter((name) => !SETTING_NAMES.includes(name));
  const misspelt = unknown.map((name) => `${name} is no setting; did you mean ${nearestName(name, SETTING_NAMES)}?`);
  const wrong = Object.entries(Environment.properties)
    .filter(([name, schema]) => ours[name] !== undefined && !Value.Check(schema, ours[name]))
    .map(([name, schema]) => `${name} cannot be "${String(ours[name])}" (${expected(schema)})`);
  return ["The settings are not usable:", ...misspelt, ...wrong, ...unfit].join("\n  ");
}

function expected(schema: object): string {
  const about = "description" in schema ? String(schema.description) : "";
  return `${about} ${shapeOf(schema)}`.trim();
}

function shapeOf(schema: object): string {
  if ("enum" in schema && Array.isArray(schema.enum)) return `One of: ${schema.enum.join(", ")}.`;
  return "";
}
