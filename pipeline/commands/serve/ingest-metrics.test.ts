import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createIngestMeter } from "./ingest-metrics.ts";

const LANDED = { source: "o365_audit", partition: "audit/3", accepted: 5, quarantined: 1, bytes: 600, insert_ms: 40 };

async function linesOf(registry: Registry): Promise<readonly string[]> {
  return (await registry.metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

test("counts records by outcome, bytes, the insert's time and the lag, by feed and partition", async () => {
  const registry = new Registry();
  const meter = createIngestMeter(registry);
  meter.landed(LANDED);
  meter.landed({ ...LANDED, accepted: 1, quarantined: 0 });
  meter.lag("o365_audit", "audit/3", 12);
  meter.lag("o365_audit", "audit/3", 7);
  const of = '{source="o365_audit",partition="audit/3"';
  expect(await linesOf(registry)).toEqual(
    expect.arrayContaining([
      `tidemark_ingest_records_total${of},outcome="accepted"} 6`,
      `tidemark_ingest_records_total${of},outcome="quarantined"} 1`,
      `tidemark_ingest_bytes_total${of}} 1200`,
      'tidemark_ingest_insert_seconds_sum{source="o365_audit"} 0.08',
      'tidemark_ingest_insert_seconds_bucket{le="0.025",source="o365_audit"} 0',
      'tidemark_ingest_insert_seconds_bucket{le="0.05",source="o365_audit"} 2',
      `tidemark_kafka_lag_messages${of}} 7`,
    ]),
  );
});

test("names nobody knows and partitions without end make no labels without end", async () => {
  const registry = new Registry();
  const meter = createIngestMeter(registry);
  meter.landed({ ...LANDED, source: "made up", partition: "http" });
  for (let n = 0; n < 5_000; n += 1) meter.landed({ ...LANDED, partition: `audit/${n}` });
  const lines = (await linesOf(registry)).filter((line) => line.startsWith("tidemark_ingest_bytes_total"));
  expect(lines.length).toBeLessThan(1_100);
  expect(lines).toContain('tidemark_ingest_bytes_total{source="other",partition="http"} 600');
  expect(
    lines.some((line) => line.startsWith('tidemark_ingest_bytes_total{source="o365_audit",partition="other"}')),
  ).toBe(true);
  const total = lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
  expect(total).toBe(5_001 * LANDED.bytes);
});
