SELECT
    tenant,
    source,
    toUInt32(u.at) AS at_s,
    toFloat64(sum(u.events)) AS events,
    toFloat64(sumIf(u.events, u.app_id != '')) AS app_events
FROM usage_hour AS u FINAL
WHERE u.at >= toDateTime({from_s:UInt32}, 'UTC')
    AND u.at < toDateTime({to_s:UInt32}, 'UTC')
    AND u.events > 0
    AND ({tenant:String} = '' OR u.tenant = {tenant:String})
GROUP BY tenant, source, at_s
ORDER BY tenant, source, at_s
SETTINGS do_not_merge_across_partitions_select_final = 1
