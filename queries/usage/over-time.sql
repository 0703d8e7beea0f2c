-- One row is one bucket of time and series. The six largest series have their name, apps with their place before it (by
-- which a chart can colour what it does not know by name), the rest together is "other". A bucket
-- in which nothing happened is there with zeros; bytes are null where no feed gives them for that series. No row at all
-- where there is no usage in the span.
WITH
    toUInt32(multiIf({to_ms:Int64} - {from_ms:Int64} > {hours_for_days:UInt32} * 86400000, 86400, {to_ms:Int64} - {from_ms:Int64} > 43200000, 3600, 60)) AS finest_s,
    toUInt32(ceil({step_s:UInt32} / finest_s) * finest_s) AS bucket_s
SELECT
    time,
    series,
    calls,
    errors,
    if(calls = 0, NULL, errors / calls) AS error_rate,
    if(is_real = 0 AND max(isNotNull(read)) OVER each, 0, read) AS bytes_read,
    if(is_real = 0 AND max(isNotNull(written)) OVER each, 0, written) AS bytes_written,
    if(bytes_read IS NULL AND bytes_written IS NULL, NULL, ifNull(bytes_read, 0) + ifNull(bytes_written, 0)) AS bytes
FROM
(
    SELECT
        toDateTime(bucket, 'UTC') AS time,
        multiIf({split:String} = '', '', place > 6, 'other', {split:String} = 'app', concat(toString(place), '. ', name), name) AS series,
        toFloat64(sum(part_calls)) AS calls,
        toFloat64(sum(part_errors)) AS errors,
        toFloat64(sum(part_read)) AS read,
        toFloat64(sum(part_written)) AS written,
        1 AS is_real
    FROM
    (
        SELECT bucket, name, part_calls, part_errors, part_read, part_written, dense_rank() OVER (ORDER BY weight DESC, name) AS place
        FROM
        (
            SELECT
                intDiv(toUnixTimestamp(u.at), bucket_s) * bucket_s AS bucket,
                multiIf({split:String} = 'service', toString(u.service), {split:String} = 'operation_class', toString(u.operation_class),
                    {split:String} = 'app', if(f.app_name = '', u.app_id, f.app_name), '') AS name,
                sum(u.calls) AS part_calls,
                sum(u.errors) AS part_errors,
                sum(u.bytes_read) AS part_read,
                sum(u.bytes_written) AS part_written,
                sum(multiIf({rank_by:String} = 'errors', toFloat64(part_errors), {rank_by:String} = 'bytes', toFloat64(ifNull(part_read, 0) + ifNull(part_written, 0)), toFloat64(part_calls))) OVER (PARTITION BY name) AS weight
            FROM usage_in_span(tenant = {tenant:String}, from_ms = {from_ms:Int64}, to_ms = {to_ms:Int64},
                grain_s = toUInt32(multiIf({to_ms:Int64} - {from_ms:Int64} > {hours_for_days:UInt32} * 86400000, 86400, {to_ms:Int64} - {from_ms:Int64} > 43200000, 3600, 60))) AS u
            LEFT JOIN (SELECT app_id, app_name FROM app_facts FINAL WHERE tenant = {tenant:String} AND {split:String} = 'app') AS f ON f.app_id = u.app_id
            WHERE (empty({app_ids:Array(String)}) OR u.app_id IN {app_ids:Array(String)})
                AND (empty({services:Array(String)}) OR u.service IN {services:Array(String)})
                AND (empty({operation_classes:Array(String)}) OR u.operation_class IN {operation_classes:Array(String)})
            GROUP BY bucket, name
        )
    )
    GROUP BY time, series
    ORDER BY series, time WITH FILL
        FROM toDateTime(intDiv(intDiv({from_ms:Int64}, 1000), bucket_s) * bucket_s, 'UTC')
        TO toDateTime(intDiv(intDiv({to_ms:Int64} - 1, 1000), bucket_s) * bucket_s + 1, 'UTC')
        STEP bucket_s
)
WINDOW each AS (PARTITION BY series)
QUALIFY max(is_real) OVER () = 1
ORDER BY time, series
LIMIT 5000
