import { randomUUID } from "node:crypto";
import type { ClickHouseSettings } from "@clickhouse/client";
import { INSERT_MAX_SECONDS } from "../core/insert-limit.ts";
import type { BatchCounts, BatchHeader, Landing, LineBatch, RowBatch } from "../core/ports.ts";
import type { Connection, Params } from "./connection.ts";
import { rowBinary } from "./row-binary.ts";

/** More rows than any batch has: an insert is one block, so that its views see it whole. */
const ONE_BLOCK_ROWS = "100000000";
const ONE_BLOCK_BYTES = "10000000000";

/** What every insert into the landing is pinned to. */
export const INSERT_SETTINGS: ClickHouseSettings = {
  async_insert: 0,
  materialized_views_ignore_errors: 0,
  parallel_view_processing: 1,
  // A batch may hold many late days; the default of 100 partitions would refuse it for ever.
  max_partitions_per_insert_block: "0",
  max_execution_time: INSERT_MAX_SECONDS,
  max_insert_block_size: ONE_BLOCK_ROWS,
  min_insert_block_size_rows: ONE_BLOCK_ROWS,
  min_insert_block_size_bytes: ONE_BLOCK_BYTES,
  max_block_size: ONE_BLOCK_ROWS,
  input_format_parallel_parsing: 0,
  max_threads: 1,
  send_progress_in_http_headers: 0,
  wait_end_of_query: 1,
};

const INSERT_LINES = `INSERT INTO landing (tenant, source, run_id, batch_id, position, line)
SELECT {tenant:String}, {source:String}, {run_id:String}, {batch_id:String},
    concat({origin:String}, ':', toString({first_line:UInt64} + rowNumberInAllBlocks())), line
FROM input('line String') FORMAT LineAsString`;

const INSERT_ROWS = `INSERT INTO landing (tenant, source, run_id, batch_id, position, line, raw, reason, detail)
SELECT {tenant:String}, {source:String}, {run_id:String}, {batch_id:String}, position, line, raw, reason, detail
FROM input('position String, line String, raw String, reason String, detail String') FORMAT RowBinary`;

const COUNTS = `SELECT toUInt32(sum(accepted)) AS accepted, toUInt32(sum(quarantined)) AS quarantined
FROM batches WHERE batch_id = {batch_id:String}`;

export function createLanding(connection: Connection): Landing {
  return {
    writeLines: (batch, signal) => writeLines(connection, batch, signal),
    writeRows: (batch, signal) => writeRows(connection, batch, signal),
  };
}

function writeLines(connection: Connection, batch: LineBatch, signal?: AbortSignal): Promise<BatchCounts> {
  const params = { ...headerParams(batch), origin: batch.origin, first_line: batch.first_line };
  return insert(connection, INSERT_LINES, params, batch.bytes, signal);
}

function writeRows(connection: Connection, batch: RowBatch, signal?: AbortSignal): Promise<BatchCounts> {
  return insert(connection, INSERT_ROWS, headerParams(batch), bytesOf(batch), signal);
}

function bytesOf({ rows }: RowBatch): Uint8Array {
  return rows instanceof Uint8Array ? rows : rowBinary(rows);
}

function headerParams(batch: BatchHeader): Params {
  return { tenant: batch.tenant, source: batch.source, run_id: batch.run_id };
}

/** Each try has an id of its own: what a broken try left behind is not counted as this one's. */
async function insert(
  connection: Connection,
  sql: string,
  params: Params,
  body: Uint8Array,
  signal?: AbortSignal,
): Promise<BatchCounts> {
  if (body.byteLength === 0) return { accepted: 0, quarantined: 0 };
  const batch_id = randomUUID();
  await connection.execute({ sql, params: { ...params, batch_id }, settings: INSERT_SETTINGS, body }, signal);
  const [row] = await connection.json(COUNTS, { batch_id });
  const fields: Record<string, unknown> = Object(row);
  return { accepted: Number(fields["accepted"]), quarantined: Number(fields["quarantined"]) };
}
