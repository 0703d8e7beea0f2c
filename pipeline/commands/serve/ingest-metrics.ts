import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { IngestMeter, Landed } from "../../core/ports.ts";
import { FEEDS } from "../../sources/feeds.ts";

/** The feeds there are; a label never holds anything else. */
const SOURCES: ReadonlySet<string> = new Set(["tidemark", ...Object.keys(FEEDS)]);
/** Ways in (partitions of topics, HTTP, files) that get a label of their own; whatever comes later shares one. */
const MOST_PARTITIONS = 1_000;
const OTHER = "other";

/** From a small batch to the longest insert that is allowed. */
const INSERT_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
const MS_A_SECOND = 1_000;

/** Counts what goes in, for Prometheus. docs/operations.md says what to alert on. */
export function createIngestMeter(registry: Registry): IngestMeter {
  const metrics = ingestMetrics(registry);
  const partitions = new Set<string>();
  const labels = (source: string, partition: string): { readonly source: string; readonly partition: string } => {
    const known = SOURCES.has(source) ? source : OTHER;
    const key = `${known} ${partition}`;
    if (partitions.size < MOST_PARTITIONS) partitions.add(key);
    return { source: known, partition: partitions.has(key) ? partition : OTHER };
  };
  return {
    landed: (landed) => count(metrics, labels(landed.source, landed.partition), landed),
    lag: (source, partition, messages) => metrics.lag.set(labels(source, partition), messages),
  };
}

type IngestMetrics = ReturnType<typeof ingestMetrics>;

function count(
  metrics: IngestMetrics,
  labels: { readonly source: string; readonly partition: string },
  landed: Landed,
) {
  metrics.records.inc({ ...labels, outcome: "accepted" }, landed.accepted);
  metrics.records.inc({ ...labels, outcome: "quarantined" }, landed.quarantined);
  metrics.bytes.inc(labels, landed.bytes);
  metrics.insert.observe({ source: labels.source }, landed.insert_ms / MS_A_SECOND);
}

function ingestMetrics(registry: Registry) {
  const registers = [registry];
  const labelNames = ["source", "partition"] as const;
  return {
    records: new Counter({
      name: "tidemark_ingest_records_total",
      help: "Records that are in the store, by what became of them.",
      labelNames: [...labelNames, "outcome"] as const,
      registers,
    }),
    bytes: new Counter({
      name: "tidemark_ingest_bytes_total",
      help: "Bytes of these records as they came in, unpacked.",
      labelNames,
      registers,
    }),
    insert: new Histogram({
      name: "tidemark_ingest_insert_seconds",
      help: "From sending an insert to its acknowledgement.",
      labelNames: ["source"] as const,
      buckets: INSERT_BUCKETS_S,
      registers,
    }),
    lag: new Gauge({
      name: "tidemark_kafka_lag_messages",
      help: "Messages of a Kafka partition that the group has not committed yet.",
      labelNames,
      registers,
    }),
  };
}
