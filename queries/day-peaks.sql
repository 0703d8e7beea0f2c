SELECT
    tenant,
    source,
    app_id,
    toUInt32(intDiv(toUInt32(at), 86400)) AS day,
    max(hour_calls) AS calls,
    max(hour_bytes_read) AS bytes_read
FROM
(
    SELECT
        tenant,
        source,
        app_id,
        u.at AS at,
        toFloat64(sum(u.calls)) AS hour_calls,
        toFloat64(ifNull(sum(u.bytes_read), 0)) AS hour_bytes_read
    FROM usage_hour AS u FINAL
    WHERE u.at >= toDateTime({from_s:UInt32}, 'UTC')
        AND u.at < toDateTime({to_s:UInt32}, 'UTC')
        AND u.app_id != ''
        AND u.events > 0
        AND ({tenant:String} = '' OR u.tenant = {tenant:String})
    GROUP BY tenant, source, app_id, u.at
)
GROUP BY tenant, source, app_id, day
SETTINGS do_not_merge_across_partitions_select_final = 1
