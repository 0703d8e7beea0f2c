SELECT DISTINCT
    tenant,
    source,
    toUInt32(at) AS at_s
FROM usage_hour AS u FINAL
WHERE u.at >= toDateTime({from_s:UInt32}, 'UTC')
    AND u.at < toDateTime({to_s:UInt32}, 'UTC')
    AND u.app_id != ''
    AND u.events > 0
    AND ({tenant:String} = '' OR u.tenant = {tenant:String})
ORDER BY tenant, source, at_s
SETTINGS do_not_merge_across_partitions_select_final = 1
