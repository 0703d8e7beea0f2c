import type { KafkaVariables } from "./kafka-variables.ts";
import { type TopicFeed, topicFeeds } from "./topic-feeds.ts";

/** Where the brokers are, who we are there, and how the way to them is secured. */
export interface KafkaSettings {
  readonly brokers: string;
  /** What the service reads. */
  readonly topics: readonly TopicFeed[];
  /** Gets what went to quarantine, too. */
  readonly dead_letter_topic: string | undefined;
  /** The consumer group; one for each source where nobody says. */
  readonly group: string | undefined;
  /** Static membership: a consumer that comes back under its name within the session time gets its partitions back. */
  readonly instance: string | undefined;
  readonly session_timeout_ms: number;
  readonly tls: KafkaTls | undefined;
  readonly sasl: KafkaSasl | undefined;
}

/** Files of PEM; without a CA the system's own certificates decide. */
export interface KafkaTls {
  readonly ca: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly key_password: string | undefined;
}

export type KafkaSasl =
  | { readonly kind: "password"; readonly mechanism: string; readonly username: string; readonly password: string }
  | ({ readonly kind: "oauth" } & KafkaOauth);

/** OAuth 2.0 client credentials: the token endpoint gives us a token, and the brokers take it. */
export interface KafkaOauth {
  readonly token_endpoint: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly scope: string | undefined;
}

/** Kafka's own default. A dead consumer's partitions go to others after this. */
const DEFAULT_SESSION_TIMEOUT_MS = "45000";

/** The settings in use; none without brokers. The variables have no faults (`kafkaFaults`). */
export function kafkaSettings(ours: KafkaVariables, sources: readonly string[]): KafkaSettings | undefined {
  if (ours.TIDEMARK_KAFKA_BROKERS === undefined) return undefined;
  return {
    brokers: ours.TIDEMARK_KAFKA_BROKERS,
    topics: topicFeeds(ours.TIDEMARK_KAFKA_TOPICS ?? "", sources).topics,
    dead_letter_topic: ours.TIDEMARK_KAFKA_DEAD_LETTER_TOPIC,
    group: ours.TIDEMARK_KAFKA_GROUP,
    instance: ours.TIDEMARK_KAFKA_INSTANCE,
    session_timeout_ms: Number(ours.TIDEMARK_KAFKA_SESSION_TIMEOUT_MS ?? DEFAULT_SESSION_TIMEOUT_MS),
    tls: tlsOf(ours),
    sasl: saslOf(ours),
  };
}

function tlsOf(ours: KafkaVariables): KafkaTls | undefined {
  if (ours.TIDEMARK_KAFKA_TLS !== "true") return undefined;
  return {
    ca: ours.TIDEMARK_KAFKA_CA,
    certificate: ours.TIDEMARK_KAFKA_CERTIFICATE,
    key: ours.TIDEMARK_KAFKA_KEY,
    key_password: ours.TIDEMARK_KAFKA_KEY_PASSWORD,
  };
}

function saslOf(ours: KafkaVariables): KafkaSasl | undefined {
  const mechanism = ours.TIDEMARK_KAFKA_SASL_MECHANISM;
  if (mechanism === undefined) return undefined;
  if (mechanism !== "OAUTHBEARER")
    return {
      kind: "password",
      mechanism,
      username: ours.TIDEMARK_KAFKA_USERNAME ?? "",
      password: ours.TIDEMARK_KAFKA_PASSWORD ?? "",
    };
  return {
    kind: "oauth",
    token_endpoint: ours.TIDEMARK_KAFKA_OAUTH_TOKEN_ENDPOINT ?? "",
    client_id: ours.TIDEMARK_KAFKA_OAUTH_CLIENT_ID ?? "",
    client_secret: ours.TIDEMARK_KAFKA_OAUTH_CLIENT_SECRET ?? "",
    scope: ours.TIDEMARK_KAFKA_OAUTH_SCOPE,
  };
}
