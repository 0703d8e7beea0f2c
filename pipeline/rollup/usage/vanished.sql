INSERT INTO {coarser:Identifier} (tenant, source, app_id, service, operation_class, at, calls, errors, bytes_read, bytes_written, rows_read, events, users, resources, version)
-- Keys of the coarser table that nothing finer has any more: they go to zero.
SELECT tenant, source, app_id, service, operation_class, kept.at, 0, 0, NULL, NULL, NULL, 0,
    initializeAggregation('uniqCombinedStateIf(12)', '', 0),
    initializeAggregation('uniqCombinedStateIf(12)', '', 0),
    toUInt64({epoch:UInt32}) * 1099511627776 AS version
FROM {coarser:Identifier} AS kept FINAL
WHERE tenant IN {tenants:Array(String)}
    AND kept.at IN (SELECT toDateTime(arrayJoin({buckets_s:Array(UInt32)}), 'UTC'))
    AND kept.events > 0
    AND (tenant, source, app_id, service, operation_class, toUInt32(kept.at)) NOT IN
    (
        SELECT tenant, source, app_id, service, operation_class, intDiv(toUInt32(finer.at), {bucket_s:UInt32}) * {bucket_s:UInt32}
        FROM {finer:Identifier} AS finer FINAL
        WHERE tenant IN {tenants:Array(String)}
            AND finer.at >= toDateTime({from_s:UInt32}, 'UTC')
            AND finer.at < toDateTime({to_s:UInt32}, 'UTC')
            AND finer.events > 0
    )
