SELECT
    tenant, source, app_id, service, operation_class, bucket AS at, calls, errors, bytes_read, bytes_written, rows_read, events, users, resources,
    -- Counted like the finer table's own version: more events, later snapshot.
    toUInt64({epoch:UInt32}) * 1099511627776 + sum(events) OVER (PARTITION BY tenant, bucket) AS version
FROM
(
    SELECT
        tenant, source, app_id, service, operation_class,
        toDateTime(intDiv(toUInt32(finer.at), {bucket_s:UInt32}) * {bucket_s:UInt32}, 'UTC') AS bucket,
        sum(finer.calls) AS calls,
        sum(finer.errors) AS errors,
        sum(finer.bytes_read) AS bytes_read,
        sum(finer.bytes_written) AS bytes_written,
        sum(finer.rows_read) AS rows_read,
        sum(finer.events) AS events,
        uniqCombinedMergeState(12)(finer.users) AS users,
        uniqCombinedMergeState(12)(finer.resources) AS resources
    FROM {finer:Identifier} AS finer FINAL
    WHERE tenant IN {tenants:Array(String)}
        AND intDiv(toUInt32(finer.at), {bucket_s:UInt32}) * {bucket_s:UInt32} IN {buckets_s:Array(UInt32)}
        AND finer.at >= toDateTime({from_s:UInt32}, 'UTC')
        AND finer.at < toDateTime({to_s:UInt32}, 'UTC')
    GROUP BY tenant, source, app_id, service, operation_class, bucket
)
