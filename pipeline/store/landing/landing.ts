import { randomUUID } from "node:crypto";
import type { ClickHouseSettings } from "@clickhouse/client";
import { AppError } from "../../core/errors.ts";
import { INSERT_MAX_SECONDS } from "../../core/insert-limit.ts";
import type { BatchCounts, BatchHeader, EncodedRecords, Landing, LandingRecord } from "../../core/ports.ts";
import type { Connection, Params } from "../connection.ts";
import { certainTimes } from "./certain-event.ts";
import { NUMBER_FIELDS, TEXT_FIELDS } from "./field-rows.ts";
import { rowSink } from "./row-sink.ts";

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

/** What the landing refuses beside what is wrong in itself. */
export interface LandingLimits {
  /** An event older than so many days goes to quarantine as `too_old`. None: every age is taken. */
  readonly keep_events_days: number | undefined;
}

const NOTHING: BatchCounts = { accepted: 0, quarantined: 0 };
const KEEP_EVERYTHING: LandingLimits = { keep_events_days: undefined };

/** The oldest time that is kept, by the server's clock; `keep_days` 0 keeps everything. */
export const KEEP_FROM =
  "if({keep_days:UInt32} = 0, toDateTime64(0, 3, 'UTC'), now64(3, 'UTC') - toIntervalDay({keep_days:UInt32}))";

const INSERT_LINES = `INSERT INTO landing (tenant, source, run_id, batch_id, keep_from, position, line)
SELECT {tenant:String}, {source:String}, {run_id:String}, {batch_id:String}, ${KEEP_FROM},
    concat({origin:String}, ':', toString({first_line:UInt64} + rowNumberInAllBlocks())), line
FROM input('line String') FORMAT LineAsString`;

const INSERT_ROWS = `INSERT INTO landing (tenant, source, run_id, batch_id, keep_from, position, line, raw, reason, detail)
SELECT {tenant:String}, {source:String}, {run_id:String}, {batch_id:String}, ${KEEP_FROM}, position, line, raw, reason, detail
FROM input('position String, line String, raw String, reason String, detail String') FORMAT RowBinary`;

const EVENT_FIELDS = [...TEXT_FIELDS, ...NUMBER_FIELDS, "duration_ms", "details"].join(", ");
const EVENT_COLUMNS = [
  "at Int64",
  ...TEXT_FIELDS.map((name) => `${name} String`),
  ...NUMBER_FIELDS.map((name) => `${name} Nullable(UInt64)`),
  "duration_ms Nullable(Float64)",
  "details String",
].join(", ");

/** `header`: whence each row has its tenant, source and run; `columns`: those of them that stand in the row. */
export function insertOfEvents(header: string, columns = ""): string {
  return `INSERT INTO landing_events (tenant, source, run_id, batch_id, keep_from, row, at, ${EVENT_FIELDS})
SELECT ${header}, {batch_id:String}, ${KEEP_FROM}, rowNumberInAllBlocks(), fromUnixTimestamp64Milli(at, 'UTC'), ${EVENT_FIELDS}
FROM input('${columns}${EVENT_COLUMNS}') FORMAT RowBinary`;
}

const INSERT_EVENTS = insertOfEvents("{tenant:String}, {source:String}, {run_id:String}");

const COUNTS = `SELECT batch_id, toUInt32(sum(accepted)) AS accepted, toUInt32(sum(quarantined)) AS quarantined
FROM batches WHERE batch_id IN {batch_ids:Array(String)} GROUP BY batch_id`;

export function createLanding(connection: Connection, limits = KEEP_EVERYTHING): Landing {
  const params = limitParams(limits);
  return {
    writeLines: (batch, signal) => {
      const place = { origin: batch.origin, first_line: batch.first_line };
      return insert(connection, INSERT_LINES, { ...params, ...headerParams(batch), ...place }, batch.bytes, signal);
    },
    writeRows: async (batch, signal) => {
      const write = (sql: string, body: Uint8Array) =>
        insert(connection, sql, { ...params, ...headerParams(batch) }, body, signal);
      const { fields, lines } = "lines" in batch.rows ? batch.rows : encoded(batch.rows, limits);
      const by_fields = await write(INSERT_EVENTS, fields);
      if (by_fields.quarantined > 0) throw clocksApart();
      const by_line = await write(INSERT_ROWS, lines);
      return { accepted: by_fields.accepted + by_line.accepted, quarantined: by_line.quarantined };
    },
  };
}

export function limitParams({ keep_events_days }: LandingLimits = KEEP_EVERYTHING): Params {
  return { keep_days: keep_events_days ?? 0 };
}

/** What became of each batch; of one that nobody judged, nothing. */
export async function readCounts(
  connection: Connection,
  batch_ids: readonly string[],
): Promise<ReadonlyMap<string, BatchCounts>> {
  const rows = await connection.json(COUNTS, { batch_ids });
  return new Map(
    rows.map((row) => {
      const fields: Record<string, unknown> = Object(row);
      const counts = { accepted: Number(fields["accepted"]), quarantined: Number(fields["quarantined"]) };
      return [String(fields["batch_id"]), counts];
    }),
  );
}

/** Rows were taken and no view saw them: the landing's views are being replaced. Nothing is stored. */
export function notJudged(): AppError {
  return new AppError("store_unavailable", "The store is being brought up to date and took nothing. Send it again.");
}

/** Rejects unless each row of a batch of events became one. */
export async function takenWhole(connection: Connection, batch_id: string): Promise<void> {
  const counts = (await readCounts(connection, [batch_id])).get(batch_id);
  if (!counts) throw notJudged();
  if (counts.quarantined > 0) throw clocksApart();
}

/** Nothing else can be against events that were certain. They come again when the import goes on. */
function clocksApart(): AppError {
  return new AppError(
    "store_refused",
    "The store refused events by their time that are right by this machine's clock: the two are hours apart. Set them right and run this again.",
  );
}

function encoded(records: Iterable<LandingRecord>, { keep_events_days }: LandingLimits): EncodedRecords {
  const sink = rowSink(certainTimes(Date.now(), keep_events_days));
  for (const record of records) sink.add(record);
  return sink.rows();
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
  if (body.byteLength === 0) return NOTHING;
  const batch_id = randomUUID();
  await connection.execute({ sql, params: { ...params, batch_id }, settings: INSERT_SETTINGS, body }, signal);
  const counts = (await readCounts(connection, [batch_id])).get(batch_id);
  if (!counts) throw notJudged();
  return counts;
}
