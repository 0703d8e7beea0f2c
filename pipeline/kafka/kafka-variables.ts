import { type Static, Type } from "typebox";

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }));

/** The settings of Kafka by the names of their environment variables. */
export const kafkaVariables = {
  TIDEMARK_KAFKA_BROKERS: Type.Optional(
    Type.String({
      pattern: "^[^\\s,]+:[0-9]{1,5}(,[^\\s,]+:[0-9]{1,5})*$",
      description: "Kafka brokers to begin with: host:9092, or several with commas.",
    }),
  ),
  TIDEMARK_KAFKA_TOPICS: text("Topics that the service reads, and their feeds: topic=feed or topic=feed@tenant."),
  TIDEMARK_KAFKA_DEAD_LETTER_TOPIC: Type.Optional(
    Type.String({
      pattern: "^[A-Za-z0-9._-]{1,249}$",
      description: "Topic that gets what went to quarantine, too: letters, digits, dot, _ and -.",
    }),
  ),
  TIDEMARK_KAFKA_GROUP: text("Consumer group; tidemark-SOURCE without it."),
  TIDEMARK_KAFKA_INSTANCE: text(
    "Name of this process in its groups, the same after a restart and no other's (static membership).",
  ),
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
    Type.Enum(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"], {
      description: "How we prove who we are.",
    }),
  ),
  TIDEMARK_KAFKA_USERNAME: text("User at the brokers; Azure Event Hubs: $ConnectionString."),
  TIDEMARK_KAFKA_PASSWORD: text("Password at the brokers; Azure Event Hubs: the connection string."),
  TIDEMARK_KAFKA_OAUTH_TOKEN_ENDPOINT: Type.Optional(
    Type.String({ pattern: "^https?://[^\\s]+$", description: "With OAUTHBEARER: URL that hands out tokens." }),
  ),
  TIDEMARK_KAFKA_OAUTH_CLIENT_ID: text("With OAUTHBEARER: our client id at the token endpoint."),
  TIDEMARK_KAFKA_OAUTH_CLIENT_SECRET: text("With OAUTHBEARER: the secret of that client."),
  TIDEMARK_KAFKA_OAUTH_SCOPE: text(
    "With OAUTHBEARER: the scope to ask for, where the endpoint wants one; Azure Event Hubs: https://NAMESPACE.servicebus.windows.net/.default.",
  ),
};

const Variables = Type.Object(kafkaVariables);

/** What of Kafka was set; each value fits its own schema. */
export type KafkaVariables = Static<typeof Variables>;
