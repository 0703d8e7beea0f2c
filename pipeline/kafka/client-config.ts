import type { ConsumerGlobalConfig } from "node-rdkafka";
import type { KafkaSettings } from "./kafka-settings.ts";

/** Messages fetched ahead: enough for one batch, so that reading goes on while ClickHouse works, and no more. */
const QUEUED_KILOBYTES = 32 * 1024;
/**
 * A fetcher whose queue is full looks again after this. The default of a second left us without messages most of the
 * time: 111,000 events/s instead of 250,000 (a million events of 330 bytes, four partitions, nothing but reading).
 */
const FULL_QUEUE_BACKOFF_MS = 20;
/** Of one partition at once; the default of 1 MB costs a round trip every 3,000 events. */
const PARTITION_FETCH_BYTES = 4 * 1024 * 1024;
/** A fetch answer may hold one message far above that; it goes to quarantine, but it must come in. */
const LARGEST_ANSWER_BYTES = 512 * 1024 * 1024;
/** While ClickHouse is away we pause and keep polling; a process that does not even do that is stuck. */
const MAX_POLL_INTERVAL_MS = 300_000;
/** Kafka's ratio of heartbeats to the session. */
const HEARTBEATS_A_SESSION = 15;

/** librdkafka's configuration for one consumer of a group. */
export function clientConfig(settings: KafkaSettings, group: string): ConsumerGlobalConfig {
  return {
    "metadata.broker.list": settings.brokers,
    "client.id": "tidemark",
    "group.id": group,
    ...(settings.instance === undefined ? {} : { "group.instance.id": settings.instance }),
    "partition.assignment.strategy": "cooperative-sticky",
    "session.timeout.ms": settings.session_timeout_ms,
    "heartbeat.interval.ms": Math.ceil(settings.session_timeout_ms / HEARTBEATS_A_SESSION),
    "max.poll.interval.ms": Math.max(MAX_POLL_INTERVAL_MS, settings.session_timeout_ms),
    // Offsets go ahead only after ClickHouse acknowledged, and only by our own word.
    "enable.auto.commit": false,
    "enable.auto.offset.store": false,
    "enable.partition.eof": true,
    "queued.max.messages.kbytes": QUEUED_KILOBYTES,
    "fetch.queue.backoff.ms": FULL_QUEUE_BACKOFF_MS,
    "max.partition.fetch.bytes": PARTITION_FETCH_BYTES,
    "receive.message.max.bytes": LARGEST_ANSWER_BYTES,
    ...securityOf(settings),
  };
}

function securityOf({ tls, sasl }: KafkaSettings): ConsumerGlobalConfig {
  return {
    "security.protocol": protocolOf(tls !== undefined, sasl !== undefined),
    ...(tls?.ca === undefined ? {} : { "ssl.ca.location": tls.ca }),
    ...(tls?.certificate === undefined ? {} : { "ssl.certificate.location": tls.certificate }),
    ...(tls?.key === undefined ? {} : { "ssl.key.location": tls.key }),
    ...(tls?.key_password === undefined ? {} : { "ssl.key.password": tls.key_password }),
    ...(sasl === undefined
      ? {}
      : { "sasl.mechanisms": sasl.mechanism, "sasl.username": sasl.username, "sasl.password": sasl.password }),
  };
}

function protocolOf(tls: boolean, sasl: boolean): "plaintext" | "ssl" | "sasl_plaintext" | "sasl_ssl" {
  if (sasl) return tls ? "sasl_ssl" : "sasl_plaintext";
  return tls ? "ssl" : "plaintext";
}
