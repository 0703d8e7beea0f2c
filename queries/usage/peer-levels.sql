-- Of each app the busiest hour of a day counts on the seven days after it; an app that gave nothing is no peer.
SELECT
    tenant,
    source,
    level.1 AS metric,
    toUInt32(level.2) AS day,
    toUInt32(count()) AS apps,
    quantileExact(0.5)(level.3) AS median,
    quantileExact(0.9)(level.3) AS high,
    quantileExact(0.99)(level.3) AS highest
FROM
(
    SELECT
        tenant,
        source,
        app_id,
        maxMap(range(peak_day + 1, peak_day + 8), arrayWithConstant(7, day_calls)) AS calls,
        maxMap(range(peak_day + 1, peak_day + 8), arrayWithConstant(7, day_bytes_read)) AS bytes_read
    FROM
    (
        SELECT
            tenant,
            source,
            app_id,
            intDiv(toUInt32(hour), 86400) AS peak_day,
            max(hour_calls) AS day_calls,
            max(hour_bytes_read) AS day_bytes_read
        FROM
        (
            SELECT
                tenant,
                source,
                app_id,
                u.at AS hour,
                toFloat64(sum(u.calls)) AS hour_calls,
                toFloat64(ifNull(sum(u.bytes_read), 0)) AS hour_bytes_read
            FROM usage_hour AS u FINAL
            WHERE u.at >= toDateTime(greatest({history_from_s:UInt32}, 86400 * ({first_day:UInt32} - 7)), 'UTC')
                AND u.at < toDateTime(86400 * {last_day:UInt32}, 'UTC')
                AND u.app_id != ''
                AND u.events > 0
                AND ({tenant:String} = '' OR u.tenant = {tenant:String})
            GROUP BY tenant, source, app_id, hour
        )
        GROUP BY tenant, source, app_id, peak_day
    )
    GROUP BY tenant, source, app_id
)
ARRAY JOIN arrayConcat(
    arrayMap((after, peak) -> ('calls', after, peak), calls.1, calls.2),
    arrayMap((after, peak) -> ('bytes_read', after, peak), bytes_read.1, bytes_read.2)) AS level
WHERE level.3 > 0 AND level.2 >= {first_day:UInt32} AND level.2 <= {last_day:UInt32}
GROUP BY tenant, source, metric, day
ORDER BY tenant, source, metric, day
SETTINGS do_not_merge_across_partitions_select_final = 1
