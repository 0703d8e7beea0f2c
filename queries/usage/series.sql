SELECT
    tenant,
    source,
    app_id,
    toUInt32(hour) AS at,
    toFloat64(sum(h.calls)) AS calls,
    toFloat64(sum(h.errors)) AS errors,
    -- NaN is the column format's way to say "not given"; a null would double the size of the column.
    toFloat64(ifNull(sum(h.bytes_read), nan)) AS bytes_read,
    toFloat64(ifNull(sum(h.bytes_written), nan)) AS bytes_written,
    toFloat64(uniqCombinedMerge(12)(h.users)) AS users,
    toFloat64(uniqCombinedMerge(12)(h.resources)) AS resources,
    if(countIf(h.operation_class = 'auth.sign_in') = 0, nan, toFloat64(sumIf(h.errors, h.operation_class = 'auth.sign_in'))) AS sign_in_failures,
    -- Of fewer than a hundred calls a share says less than the number of errors does.
    if(sum(h.calls) < 100, nan, 100 * sum(h.errors) / sum(h.calls)) AS error_rate,
    -- The same in all rows of an hour: it is the app's, and not that of a service or class.
    toFloat64(ifNull(max(h.busiest_calls), nan)) AS busiest_calls,
    toFloat64(ifNull(max(h.busiest_errors), nan)) AS busiest_errors,
    toFloat64(ifNull(max(h.busiest_bytes_read), nan)) AS busiest_bytes_read,
    toFloat64(ifNull(max(h.busiest_bytes_written), nan)) AS busiest_bytes_written,
    toFloat64(sum(h.events)) AS events
FROM
(
    SELECT tenant, source, app_id, operation_class, u.at AS hour, calls, errors, bytes_read, bytes_written, users, resources, events, busiest_calls, busiest_errors, busiest_bytes_read, busiest_bytes_written
    FROM usage_hour AS u FINAL
    WHERE u.at >= toDateTime({from_s:UInt32}, 'UTC')
        AND u.at < toDateTime({to_s:UInt32}, 'UTC')
        AND u.app_id != ''
        -- A key whose events moved elsewhere stays as a row of zeros.
        AND u.events > 0
        AND ({tenant:String} = '' OR u.tenant = {tenant:String})
        AND ({last_app:String} = '' OR (u.app_id >= {first_app:String} AND u.app_id <= {last_app:String}))
    UNION ALL
    -- Of these apps the hours before, too. Not by OR: neither the days nor the apps of the other part could be left out then.
    SELECT tenant, source, app_id, operation_class, u.at AS hour, calls, errors, bytes_read, bytes_written, users, resources, events, busiest_calls, busiest_errors, busiest_bytes_read, busiest_bytes_written
    FROM usage_hour AS u FINAL
    WHERE u.at >= toDateTime({history_from_s:UInt32}, 'UTC')
        AND u.at < toDateTime({from_s:UInt32}, 'UTC')
        AND u.events > 0
        AND u.tenant = {tenant:String}
        AND u.app_id IN {whole_apps:Array(String)}
) AS h
GROUP BY tenant, source, app_id, hour
ORDER BY tenant, source, app_id, at
SETTINGS do_not_merge_across_partitions_select_final = 1
