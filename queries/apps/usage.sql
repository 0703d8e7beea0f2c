-- One row is one bucket of one app, or one bucket and value of `split` (service, operation_class or source).
-- `usage_table` is usage_minute, usage_hour or usage_day; the span covers whole buckets. One act can stand in several
-- feeds: for each service and operation class only the source with the most calls in the span counts (of equals the
-- first by name), save with split = source, which shows every source beside the others.
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to,
    leading AS
    (
        SELECT service, operation_class, source
        FROM {usage_table:Identifier} FINAL
        WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND at >= span_from AND at < span_to AND events > 0
        GROUP BY service, operation_class, source
        ORDER BY sum(calls) DESC, source
        LIMIT 1 BY service, operation_class
    ),
    buckets AS
    (
        SELECT at, calls, errors, bytes_read, bytes_written, rows_read, users, resources,
            if({split:String} = 'service', service, '') AS split_service,
            if({split:String} = 'operation_class', operation_class, '') AS split_class,
            if({split:String} = 'source', source, '') AS split_source
        FROM {usage_table:Identifier} FINAL
        WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND at >= span_from AND at < span_to AND events > 0
            AND ({split:String} = 'source' OR (service, operation_class, source) IN (SELECT service, operation_class, source FROM leading))
    )
SELECT
    concat(replaceOne(toString(buckets.at), ' ', 'T'), 'Z') AS at,
    if({split:String} = 'service', split_service, NULL) AS service,
    if({split:String} = 'operation_class', split_class, NULL) AS operation_class,
    if({split:String} = 'source', split_source, NULL) AS source,
    toFloat64(sum(buckets.calls)) AS calls,
    toFloat64(sum(buckets.errors)) AS errors,
    if(sum(buckets.calls) = 0, NULL, sum(buckets.errors) / sum(buckets.calls)) AS error_rate,
    toFloat64(sum(buckets.bytes_read)) AS bytes_read,
    toFloat64(sum(buckets.bytes_written)) AS bytes_written,
    toFloat64(sum(buckets.rows_read)) AS rows_read,
    toFloat64(uniqCombinedMerge(12)(buckets.users)) AS users,
    toFloat64(uniqCombinedMerge(12)(buckets.resources)) AS resources
FROM buckets
GROUP BY buckets.at, split_service, split_class, split_source
ORDER BY buckets.at, split_service, split_class, split_source
LIMIT {limit:UInt32}
