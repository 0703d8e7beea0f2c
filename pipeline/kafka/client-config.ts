import type { ConsumerGlobalConfig, ProducerGlobalConfig, ProducerTopicConfig } from "node-rdkafka";
import type { KafkaSasl, KafkaSettings } from "./kafka-settings.ts";

/**
 * Messages fetched ahead, so that reading goes on while ClickHouse works. With this and the next but one the process had
 * 350 MB at most over two million events of 330 bytes, with twice as much of both 430 MB (a busy machine: no word on speed).
 */
const QUEUED_KILOBYTES = 16 * 1024;
/** librdkafka takes no less, and a message larger than all of it still comes in. */
const LEAST_QUEUED_KILOBYTES = 1024;
/**
 * A fetcher whose queue is full looks again after this. The default of a second left us without messages most of the
 * time: 111,000 events/s instead of 250,000 (a million events of 330 bytes, four partitions, nothing but reading).
 */
const FULL_QUEUE_BACKOFF_MS = 20;
/** Of one partition at once: a round trip every 6,000 events. */
const PARTITION_FETCH_BYTES = 2 * 1024 * 1024;
/** A fetch answer may hold one message far above that; it goes to quarantine, but it must come in. */
const LARGEST_ANSWER_BYTES = 512 * 1024 * 1024;
/** While ClickHouse is away we pause and keep polling; a process that does not even do that is stuck. */
const MAX_POLL_INTERVAL_MS = 300_000;
/** Kafka's ratio of heartbeats to the session. */
const HEARTBEATS_A_SESSION = 15;
/** Azure closes connections that were idle for four minutes without a word; three are what it recommends. */
const IDLE_CONNECTION_MS = 180_000;
/**
 * What every broker takes: Kafka's own limit begins a little above, and Azure Event Hubs hangs up on a request of
 * 1,046,528 bytes.
 */
const LARGEST_REQUEST_BYTES = 1_000_000;
/** A record that was not taken by then counts as refused, and is sent again. */
const DELIVERY_TIMEOUT_MS = 30_000;
/** Records wait for their like this long, so that many share a request. */
const LINGER_MS = 5;

export interface ConsumerPlace {
  readonly topic: string;
  readonly group: string;
  /** How many topics share this process's memory. */
  readonly sharers?: number | undefined;
}

/** librdkafka's configuration for one consumer of a group. */
export function consumerConfig(
  settings: KafkaSettings,
  { topic, group, sharers = 1 }: ConsumerPlace,
): ConsumerGlobalConfig {
  return {
    ...connectionConfig(settings),
    "group.id": group,
    // One process may read several topics in one group; each consumer needs a name of its own there.
    ...(settings.instance === undefined ? {} : { "group.instance.id": `${settings.instance}-${topic}` }),
    "partition.assignment.strategy": "cooperative-sticky",
    "session.timeout.ms": settings.session_timeout_ms,
    "heartbeat.interval.ms": Math.ceil(settings.session_timeout_ms / HEARTBEATS_A_SESSION),
    "max.poll.interval.ms": Math.max(MAX_POLL_INTERVAL_MS, settings.session_timeout_ms),
    // Offsets go ahead only after ClickHouse acknowledged, and only by our own word.
    "enable.auto.commit": false,
    "enable.auto.offset.store": false,
    "enable.partition.eof": true,
    "queued.max.messages.kbytes": Math.max(LEAST_QUEUED_KILOBYTES, Math.floor(QUEUED_KILOBYTES / sharers)),
    "fetch.queue.backoff.ms": FULL_QUEUE_BACKOFF_MS,
    "max.partition.fetch.bytes": PARTITION_FETCH_BYTES,
    "receive.message.max.bytes": LARGEST_ANSWER_BYTES,
  };
}

/** librdkafka's configuration for a producer whose records count only when all replicas have them. */
export function producerConfig(settings: KafkaSettings): ProducerGlobalConfig {
  return {
    ...connectionConfig(settings),
    "enable.idempotence": true,
    "message.max.bytes": LARGEST_REQUEST_BYTES,
    // A topic whose name is misspelt would be made by the very question whether it is there.
    "allow.auto.create.topics": false,
    "linger.ms": LINGER_MS,
  };
}

export const PRODUCER_TOPIC_CONFIG: ProducerTopicConfig = { "message.timeout.ms": DELIVERY_TIMEOUT_MS };

function connectionConfig(settings: KafkaSettings) {
  return {
    "metadata.broker.list": settings.brokers,
    "client.id": "tidemark",
    "socket.keepalive.enable": true,
    "connections.max.idle.ms": IDLE_CONNECTION_MS,
    "topic.metadata.refresh.interval.ms": IDLE_CONNECTION_MS,
    ...securityOf(settings),
  };
}

function securityOf({ tls, sasl }: KafkaSettings) {
  return {
    "security.protocol": protocolOf(tls !== undefined, sasl !== undefined),
    ...(tls?.ca === undefined ? {} : { "ssl.ca.location": tls.ca }),
    ...(tls?.certificate === undefined ? {} : { "ssl.certificate.location": tls.certificate }),
    ...(tls?.key === undefined ? {} : { "ssl.key.location": tls.key }),
    ...(tls?.key_password === undefined ? {} : { "ssl.key.password": tls.key_password }),
    ...(sasl === undefined ? {} : saslOf(sasl)),
  };
}

/** A token is no setting: `accessToken` hands it over before the client connects, and again before it ends. */
function saslOf(sasl: KafkaSasl) {
  if (sasl.kind === "oauth") return { "sasl.mechanisms": "OAUTHBEARER" };
  return { "sasl.mechanisms": sasl.mechanism, "sasl.username": sasl.username, "sasl.password": sasl.password };
}

function protocolOf(tls: boolean, sasl: boolean): "plaintext" | "ssl" | "sasl_plaintext" | "sasl_ssl" {
  if (sasl) return tls ? "sasl_ssl" : "sasl_plaintext";
  return tls ? "ssl" : "plaintext";
}
