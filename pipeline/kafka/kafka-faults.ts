import { kafkaVariables } from "./kafka-variables.ts";
import { topicFeeds } from "./topic-feeds.ts";

type Given = Readonly<Record<string, unknown>>;

const OAUTH = "TIDEMARK_KAFKA_OAUTH_";
const PASSWORDS = ["TIDEMARK_KAFKA_USERNAME", "TIDEMARK_KAFKA_PASSWORD"] as const;
const TOKENS = [`${OAUTH}TOKEN_ENDPOINT`, `${OAUTH}CLIENT_ID`, `${OAUTH}CLIENT_SECRET`] as const;
const FILES = ["TIDEMARK_KAFKA_CA", "TIDEMARK_KAFKA_CERTIFICATE", "TIDEMARK_KAFKA_KEY"] as const;

/** What does not fit together among the settings of Kafka, each in one sentence; a value alone is its schema's business. */
export function kafkaFaults(given: Given, sources: readonly string[]): readonly string[] {
  return [...topicFaults(given, sources), ...brokerFaults(given), ...tlsFaults(given), ...saslFaults(given)];
}

function topicFaults(given: Given, sources: readonly string[]): readonly string[] {
  const text = given["TIDEMARK_KAFKA_TOPICS"];
  const faults = typeof text === "string" ? topicFeeds(text, sources).faults : [];
  return faults.map((fault) => `TIDEMARK_KAFKA_TOPICS: ${fault}`);
}

/** A setting of Kafka without brokers would silently do nothing. */
function brokerFaults(given: Given): readonly string[] {
  if (given["TIDEMARK_KAFKA_BROKERS"] !== undefined) return [];
  const lonely = Object.keys(kafkaVariables).find((name) => given[name] !== undefined);
  return lonely === undefined ? [] : [`${lonely} needs TIDEMARK_KAFKA_BROKERS`];
}

function tlsFaults(given: Given): readonly string[] {
  const file = FILES.find((name) => given[name] !== undefined);
  const clear = given["TIDEMARK_KAFKA_TLS"] !== "true" && file !== undefined;
  const [, certificate, key] = FILES;
  const alone = (one: string, other: string): readonly string[] =>
    given[one] !== undefined && given[other] === undefined ? [`${one} needs ${other}`] : [];
  return [
    ...(clear ? [`${file} needs TIDEMARK_KAFKA_TLS=true`] : []),
    ...alone(certificate, key),
    ...alone(key, certificate),
    ...alone("TIDEMARK_KAFKA_KEY_PASSWORD", key),
  ];
}

function saslFaults(given: Given): readonly string[] {
  const mechanism = given["TIDEMARK_KAFKA_SASL_MECHANISM"];
  if (mechanism === undefined) return unused(given, [...PASSWORDS, ...oauthNames()], "to be set");
  if (mechanism === "OAUTHBEARER")
    return [...missing(given, TOKENS, "OAUTHBEARER"), ...unused(given, PASSWORDS, "of PLAIN or SCRAM-SHA-…")];
  return [...missing(given, PASSWORDS, String(mechanism)), ...unused(given, oauthNames(), "OAUTHBEARER")];
}

function oauthNames(): readonly string[] {
  return Object.keys(kafkaVariables).filter((name) => name.startsWith(OAUTH));
}

function missing(given: Given, names: readonly string[], mechanism: string): readonly string[] {
  return names
    .filter((name) => given[name] === undefined)
    .map((name) => `TIDEMARK_KAFKA_SASL_MECHANISM ${mechanism} needs ${name}`);
}

function unused(given: Given, names: readonly string[], wanted: string): readonly string[] {
  return names
    .filter((name) => given[name] !== undefined)
    .map((name) => `${name} needs TIDEMARK_KAFKA_SASL_MECHANISM ${wanted}`);
}
