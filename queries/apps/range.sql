-- One row is one hour of one app in the feed that saw most of it: what was observed, and the range that is usual in that
-- hour of the week by the newest baseline. An hour without events is there, with 0 where the feed gives the measure at all.
WITH
    toStartOfHour(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC') AS span_to,
    (
        SELECT argMax(source, (events_in_all, source))
        FROM
        (
            SELECT source, sum(events) AS events_in_all
            FROM usage_day FINAL
            WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND at >= toStartOfDay(span_from) AND at < span_to
            GROUP BY source
        )
    ) AS leading_source
SELECT
    h.time AS time,
    if(h.is_real = 0 AND max(isNotNull(h.amount)) OVER (), 0, h.amount) AS observed,
    b.expected AS expected,
    greatest(b.low, 0) AS low,
    b.high AS high
FROM
(
    SELECT
        toDateTime(u.at, 'UTC') AS time,
        -- Each `if` is decided before anything is read, which multiIf is not: states are read for the measures that need them only.
        toNullable(toFloat64(if({metric:String} = 'calls', sum(u.calls), if({metric:String} = 'errors', sum(u.errors), if({metric:String} = 'bytes_read', sum(u.bytes_read),
            if({metric:String} = 'bytes_written', sum(u.bytes_written), if({metric:String} = 'users', uniqCombinedMerge(12)(u.users), uniqCombinedMerge(12)(u.resources)))))))) AS amount,
        1 AS is_real
    FROM usage_hour AS u FINAL
    WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND u.at >= span_from AND u.at < span_to AND events > 0 AND source = leading_source
    GROUP BY u.at
    ORDER BY time WITH FILL FROM toDateTime(span_from, 'UTC') TO toDateTime(span_to, 'UTC') STEP 3600
) AS h
LEFT JOIN
(
    SELECT slot, argMax(tuple(expected), trained_at).1 AS expected, argMax(tuple(low), trained_at).1 AS low, argMax(tuple(high), trained_at).1 AS high
    FROM baselines FINAL
    WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND source = leading_source AND baselines.metric = {metric:String} AND window_s = 3600
    GROUP BY slot
) AS b ON b.slot = toUInt16((toDayOfWeek(h.time) - 1) * 24 + toHour(h.time))
QUALIFY max(h.is_real) OVER () = 1
ORDER BY time
LIMIT 5000
