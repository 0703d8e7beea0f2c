-- The rows of hours, made out of minutes, with the busiest five minutes of each.
SELECT
    hours.*,
    busiest.busiest_calls AS busiest_calls, if(isNull(busiest.busiest_calls), NULL, busiest.busiest_calls_at) AS busiest_calls_at,
    busiest.busiest_errors AS busiest_errors, if(isNull(busiest.busiest_errors), NULL, busiest.busiest_errors_at) AS busiest_errors_at,
    busiest.busiest_bytes_read AS busiest_bytes_read, if(isNull(busiest.busiest_bytes_read), NULL, busiest.busiest_bytes_read_at) AS busiest_bytes_read_at,
    busiest.busiest_bytes_written AS busiest_bytes_written, if(isNull(busiest.busiest_bytes_written), NULL, busiest.busiest_bytes_written_at) AS busiest_bytes_written_at
FROM
(
{{coarser.sql}}
) AS hours
LEFT JOIN
(
    SELECT
        tenant, source, app_id,
        toDateTime(intDiv(toUInt32(began), {bucket_s:UInt32}) * {bucket_s:UInt32}, 'UTC') AS hour,
        toNullable(max(calls)) AS busiest_calls, argMax(began, (calls, -began_s)) AS busiest_calls_at,
        toNullable(max(errors)) AS busiest_errors, argMax(began, (errors, -began_s)) AS busiest_errors_at,
        max(bytes_read) AS busiest_bytes_read, argMax(began, (ifNull(bytes_read, 0), -began_s)) AS busiest_bytes_read_at,
        max(bytes_written) AS busiest_bytes_written, argMax(began, (ifNull(bytes_written, 0), -began_s)) AS busiest_bytes_written_at
    FROM
    (
        SELECT
            tenant, source, app_id, toStartOfFiveMinutes(m.at) AS began, toInt64(began) AS began_s,
            sum(m.calls) AS calls, sum(m.errors) AS errors, sum(m.bytes_read) AS bytes_read, sum(m.bytes_written) AS bytes_written
        FROM usage_minute AS m FINAL
        WHERE tenant IN {tenants:Array(String)}
            AND intDiv(toUInt32(m.at), {bucket_s:UInt32}) * {bucket_s:UInt32} IN {buckets_s:Array(UInt32)}
            AND m.at >= toDateTime({from_s:UInt32}, 'UTC')
            AND m.at < toDateTime({to_s:UInt32}, 'UTC')
            AND m.events > 0
        GROUP BY tenant, source, app_id, began
    )
    GROUP BY tenant, source, app_id, hour
) AS busiest ON hours.tenant = busiest.tenant AND hours.source = busiest.source AND hours.app_id = busiest.app_id AND hours.at = busiest.hour
