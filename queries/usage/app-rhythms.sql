SELECT
    app_id,
    toUInt32(count()) AS active_hours,
    toFloat64(sumIf(hour_calls, toHour(at) BETWEEN 6 AND 18 AND toDayOfWeek(at) < 6) / sum(hour_calls)) AS working_share,
    toFloat64(stddevPop(hour_calls) / avg(hour_calls)) AS scatter,
    toUInt32(min(at)) AS first_s
FROM
(
    SELECT app_id, u.at AS at, toFloat64(sum(u.calls)) AS hour_calls
    FROM usage_hour AS u FINAL
    WHERE tenant = {tenant:String}
        AND u.at >= toDateTime({from_s:UInt32}, 'UTC')
        AND u.at < toDateTime({to_s:UInt32}, 'UTC')
        AND u.app_id != ''
        AND u.events > 0
    GROUP BY app_id, at
    HAVING hour_calls > 0
)
GROUP BY app_id
ORDER BY app_id
SETTINGS do_not_merge_across_partitions_select_final = 1
