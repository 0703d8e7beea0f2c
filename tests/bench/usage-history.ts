import type { Connection } from "../../pipeline/store/connection.ts";

/** Rows made in one statement: the server's memory stays flat. */
const APPS_A_STATEMENT = 2_000;

/** Hours of usage of made-up apps: one app in two works in office hours, all scatter, amounts differ by the app. */
const FILL = `INSERT INTO usage_hour
WITH
    toDateTime({from_s:UInt32} + hour * 3600, 'UTC') AS at,
    cityHash64(app, hour) AS dice,
    if(app % 2 = 1 OR (toHour(at) BETWEEN 8 AND 17 AND toDayOfWeek(at) < 6), 20 + app % 200, app % 3) AS level,
    toUInt64(level * (60 + dice % 80) / 100) AS calls
SELECT
    'bench', 'graph', concat('app-', leftPad(toString(app), 6, '0')), 'exchange', 'mail.read', at,
    calls, calls % 40 = 0 ? 1 : 0, calls * 40000 + dice % 9999, calls % 5 * 1000, NULL, calls,
    arrayReduce('uniqCombinedState(12)', arrayMap(i -> concat('user-', toString(i)), range(least(calls, 3)))),
    initializeAggregation('uniqCombinedState(12)', toString(dice % 100)),
    calls
FROM (SELECT number % {hours:UInt32} * {every:UInt32} AS hour, {first:UInt32} + intDiv(number, {hours:UInt32}) AS app FROM numbers({rows:UInt64}))
WHERE calls > 0
SETTINGS max_partitions_per_insert_block = 0, max_execution_time = 0`;

const FILL_DAYS = `INSERT INTO usage_day
SELECT tenant, source, app_id, service, operation_class, toStartOfDay(u.at) AS day, sum(u.calls), sum(u.errors), sum(u.bytes_read),
    sum(u.bytes_written), NULL, sum(u.events), uniqCombinedMergeState(12)(u.users), uniqCombinedMergeState(12)(u.resources), sum(u.version)
FROM usage_hour AS u
WHERE app_id >= {first_app:String} AND app_id < {last_app:String}
GROUP BY tenant, source, app_id, service, operation_class, day
SETTINGS max_partitions_per_insert_block = 0, max_execution_time = 0`;

export interface UsageHistory {
  readonly apps: number;
  readonly from_s: number;
  readonly hours: number;
  /** 1: a row for each hour, 4: one for every fourth. */
  readonly every: number;
}

/** Write usage straight into `usage_hour` and `usage_day`, as the rollup would have left it. */
export async function fillUsage(connection: Connection, { apps, from_s, hours, every }: UsageHistory): Promise<void> {
  const rows_an_app = Math.ceil(hours / every);
  for (let first = 0; first < apps; first += APPS_A_STATEMENT) {
    const count = Math.min(APPS_A_STATEMENT, apps - first);
    const params = { from_s, hours: rows_an_app, every, first, rows: count * rows_an_app };
    await connection.execute({ sql: FILL, params });
    await connection.execute({
      sql: FILL_DAYS,
      params: { first_app: appId(first), last_app: appId(first + count) },
    });
  }
}

function appId(app: number): string {
  return `app-${String(app).padStart(6, "0")}`;
}
