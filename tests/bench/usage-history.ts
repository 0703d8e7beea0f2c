import type { Connection } from "../../pipeline/store/connection.ts";

/** Rows made in one statement: the server's memory stays flat. */
const APPS_A_STATEMENT = 2_000;

/**
 * Hours of usage of a made-up company. Of ten apps four are used by people in their working hours, two serve round the
 * clock, one comes every few hours and one every night, and two are used now and then. How busy they are differs by a
 * factor of 300, amounts scatter more than chance makes them, and one hour in some thousands is a burst. One app in a
 * hundred came in the last two weeks.
 */
const FILL = `INSERT INTO usage_hour
WITH
    toDateTime({from_s:UInt32} + hour * 3600, 'UTC') AS at,
    app % 10 AS kind,
    cityHash64(app) AS own,
    cityHash64(app, hour) AS dice,
    -- The sum of four even numbers is nearly normal.
    bitAnd(dice, 65535) + bitAnd(bitShiftRight(dice, 16), 65535) + bitAnd(bitShiftRight(dice, 32), 65535) + bitShiftRight(dice, 48) AS thrown,
    sqrt(3) * (toFloat64(thrown) - 131070) / 65535 AS sigmas,
    -- London, Berlin or Chicago, about.
    at + [0, 1, 18][own % 3 + 1] * 3600 AS local,
    greatest(0, 1 - abs(toHour(local) - 13) / 7) AS daytime,
    daytime * if(toDayOfWeek(local) < 6, 1, 0.05) AS work,
    exp10(0.5 + own % 1000 / 400) AS busy,
    multiIf(
        kind < 4, busy * work,
        kind < 6, busy * (0.6 + 0.4 * daytime),
        kind = 6, if((hour + own) % [1, 2, 3, 6][own % 4 + 1] = 0, busy, 0),
        kind = 7, if(toHour(local) = 1 + own % 4, 10 * busy, 0),
        if(dice % 1000 < 100 * work, 1 + own % 8, 0)) AS level,
    if(kind IN (6, 7), 0.002, 0.05) AS dispersion,
    if(cityHash64(dice) % 5000 = 0, 5, 1) AS burst,
    toUInt64(greatest(0, round(burst * (level + sigmas * sqrt(level + dispersion * level * level))))) AS calls
SELECT
    'bench', 'graph', concat('app-', leftPad(toString(app), 6, '0')), 'exchange', 'mail.read', at,
    calls, intDiv(calls + dice % 60, 60), calls * (20000 + own % 40000) + dice % 9999, intDiv(calls, 5) * 1000, NULL, calls,
    arrayReduce('uniqCombinedState(12)', arrayMap(i -> concat('user-', toString(i)), range(toUInt8(if(kind < 4, least(sqrt(calls), 20), 1))))),
    arrayReduce('uniqCombinedState(12)', arrayMap(i -> toString(i), range(toUInt8(least(sqrt(calls), 20))))),
    calls,
    -- A busy five minutes holds two to four twelfths of its hour.
    toUInt64(calls * (2 + dice % 3) / 12) AS burst_calls, at + INTERVAL 5 MINUTE, intDiv(burst_calls + dice % 60, 60), at + INTERVAL 5 MINUTE,
    burst_calls * (20000 + own % 40000), at + INTERVAL 5 MINUTE, intDiv(burst_calls, 5) * 1000, at + INTERVAL 5 MINUTE
FROM (SELECT number % {hours:UInt32} AS hour, {first:UInt32} + intDiv(number, {hours:UInt32}) AS app FROM numbers({rows:UInt64}))
WHERE calls > 0 AND (app % 100 != 3 OR hour >= {hours:UInt32} - 24 * (1 + intDiv(app, 100) % 14))
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
}

/** Write usage straight into `usage_hour` and `usage_day`, as the rollup would have left it. */
export async function fillUsage(connection: Connection, { apps, from_s, hours }: UsageHistory): Promise<void> {
  for (let first = 0; first < apps; first += APPS_A_STATEMENT) {
    const count = Math.min(APPS_A_STATEMENT, apps - first);
    await connection.execute({ sql: FILL, params: { from_s, hours, first, rows: count * hours } });
    await connection.execute({
      sql: FILL_DAYS,
      params: { first_app: appId(first), last_app: appId(first + count) },
    });
  }
}

function appId(app: number): string {
  return `app-${String(app).padStart(6, "0")}`;
}
