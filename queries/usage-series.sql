SELECT
    tenant,
    source,
    app_id,
    toUInt32(at) AS at,
    toFloat64(sum(u.calls)) AS calls,
    toFloat64(sum(u.errors)) AS errors,
    -- NaN is the column format's way to say "not given"; a null would double the size of the column.
    toFloat64(ifNull(sum(u.bytes_read), nan)) AS bytes_read,
    toFloat64(ifNull(sum(u.bytes_written), nan)) AS bytes_written,
    toFloat64(uniqCombinedMerge(12)(u.users)) AS users,
    toFloat64(uniqCombinedMerge(12)(u.resources)) AS resources,
    toFloat64(sum(u.events)) AS events
FROM usage_hour AS u FINAL
WHERE u.at >= toDateTime({from_s:UInt32}, 'UTC')
    AND u.at < toDateTime({to_s:UInt32}, 'UTC')
    AND u.app_id != ''
    -- A key whose events moved elsewhere stays as a row of zeros.
    AND u.events > 0
    AND ({tenant:String} = '' OR u.tenant = {tenant:String})
    AND ({last_app:String} = '' OR (u.app_id >= {first_app:String} AND u.app_id <= {last_app:String}))
GROUP BY tenant, source, app_id, u.at
ORDER BY tenant, source, app_id, at
SETTINGS do_not_merge_across_partitions_select_final = 1
