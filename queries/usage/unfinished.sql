-- The busiest five minutes so far of an hour that has not ended, of every app; the columns are those of usage-series.
SELECT
    tenant,
    source,
    app_id,
    {from_s:UInt32} AS at,
    toFloat64(max(w.calls)) AS busiest_calls,
    toFloat64(max(w.errors)) AS busiest_errors,
    toFloat64(ifNull(max(w.bytes_read), nan)) AS busiest_bytes_read,
    toFloat64(ifNull(max(w.bytes_written), nan)) AS busiest_bytes_written,
    toFloat64(sum(w.events)) AS events
FROM
(
    SELECT tenant, source, app_id, toStartOfFiveMinutes(m.at) AS began,
        sum(m.calls) AS calls, sum(m.errors) AS errors, sum(m.bytes_read) AS bytes_read, sum(m.bytes_written) AS bytes_written,
        sum(m.events) AS events
    FROM usage_minute AS m FINAL
    WHERE m.at >= toDateTime({from_s:UInt32}, 'UTC')
        AND m.at < toDateTime({to_s:UInt32}, 'UTC')
        AND m.app_id != ''
        AND m.events > 0
    GROUP BY tenant, source, app_id, began
) AS w
GROUP BY tenant, source, app_id
ORDER BY tenant, source, app_id
SETTINGS do_not_merge_across_partitions_select_final = 1
