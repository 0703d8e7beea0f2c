import { type Static, Type } from "typebox";

/** Where the brokers are, who we are there, and how the way to them is secured. */
export interface KafkaSettings {
  readonly brokers: string;
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

export interface KafkaSasl {
  readonly mechanism: string;
  readonly username: string;
  readonly password: string;
}

/** Kafka's own default. A dead consumer's partitions go to others after this. */
const DEFAULT_SESSION_TIMEOUT_MS = "45000";

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

/** The settings of Kafka by the names of their environment variables. */
export const kafkaVariables = {
  TIDEMARK_KAFKA_BROKERS: Type.Optional(
    Type.String({
      pattern: "^[^\\s,]+:[0-9]{1,5}(,[^\\s,]+:[0-9]{1,5})*$",
      description: "Kafka brokers to begin with: host:9092, or several with commas.",
    }),
  ),
  TIDEMARK_KAFKA_GROUP: text("Consumer group; tidemark-SOURCE without it."),
  TIDEMARK_KAFKA_INSTANCE: text("Name of this consumer in its group, the same after a restart (static membership)."),
  TIDEMARK_KAFKA_SESSION_TIMEOUT_MS: Type.Optional(
    Type.String({
      pattern: "^[1-9][0-9]{2,6}$",
      description: "Milliseconds after which the partitions of a silent consumer go to others.",
    }),
  ),
  TIDEMARK_KAFKA_TLS: Type.Optional(
    Type.Enum(["true", "false"], { description: "Whether the way to the brokers is TLS." }),
  ),
  TIDEMARK_KAFKA_CA: text("File of the certificate authority (PEM) that the brokers' certificates are checked with."),
  TIDEMARK_KAFKA_CERTIFICATE: text("File of our own certificate (PEM), where the brokers ask for one."),
  TIDEMARK_KAFKA_KEY: text("File of that certificate's key (PEM)."),
  TIDEMARK_KAFKA_KEY_PASSWORD: text("Password of that key."),
  TIDEMARK_KAFKA_SASL_MECHANISM: Type.Optional(
    Type.Enum(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"], { description: "How we prove who we are." }),
  ),
  TIDEMARK_KAFKA_USERNAME: text("User at the brokers; Azure Event Hubs: $ConnectionString."),
  TIDEMARK_KAFKA_PASSWORD: text("Password at the brokers; Azure Event Hubs: the connection string."),
};

const Variables = Type.Object(kafkaVariables);

/** The settings in use; none without brokers. */
export function kafkaSettings(ours: Static<typeof Variables>): KafkaSettings | undefined {
  if (ours.TIDEMARK_KAFKA_BROKERS === undefined) return undefined;
  return {
    brokers: ours.TIDEMARK_KAFKA_BROKERS,
    group: ours.TIDEMARK_KAFKA_GROUP,
    instance: ours.TIDEMARK_KAFKA_INSTANCE,
    session_timeout_ms: Number(ours.TIDEMARK_KAFKA_SESSION_TIMEOUT_MS ?? DEFAULT_SESSION_TIMEOUT_MS),
    tls: tlsOf(ours),
    sasl: saslOf(ours),
  };
}

function tlsOf(ours: Static<typeof Variables>): KafkaTls | undefined {
  if (ours.TIDEMARK_KAFKA_TLS !== "true") return undefined;
  return {
    ca: ours.TIDEMARK_KAFKA_CA,
    certificate: ours.TIDEMARK_KAFKA_CERTIFICATE,
    key: ours.TIDEMARK_KAFKA_KEY,
    key_password: ours.TIDEMARK_KAFKA_KEY_PASSWORD,
  };
}

function saslOf(ours: Static<typeof Variables>): KafkaSasl | undefined {
  if (ours.TIDEMARK_KAFKA_SASL_MECHANISM === undefined) return undefined;
  return {
    mechanism: ours.TIDEMARK_KAFKA_SASL_MECHANISM,
    username: ours.TIDEMARK_KAFKA_USERNAME ?? "",
    password: ours.TIDEMARK_KAFKA_PASSWORD ?? "",
  };
}
