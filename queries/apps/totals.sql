-- One row is one app known to a tenant, with what it did in the span [from_ms, to_ms), which covers whole hours.
-- Whole days come from usage_day, the hours before and after them from usage_hour. One act can stand in several feeds:
-- for each app, service and operation class only the source with the most calls in the span counts (of equals the
-- first by name). An app without calls in the span stays in the list. app_name is the latest one an event gave.
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to,
    toStartOfDay(span_from + INTERVAL 1 DAY - INTERVAL 1 SECOND) AS days_from,
    toStartOfDay(span_to) AS days_to,
    buckets AS
    (
        SELECT tenant, app_id, service, operation_class, source, calls, errors, bytes_read, bytes_written, users
        FROM usage_day FINAL
        WHERE at >= days_from AND at < days_to AND events > 0 AND app_id != ''
            AND ({tenant:String} = '' OR tenant = {tenant:String})
        UNION ALL
        SELECT tenant, app_id, service, operation_class, source, calls, errors, bytes_read, bytes_written, users
        FROM usage_hour FINAL
        WHERE at >= span_from AND at < span_to AND NOT (at >= days_from AND at < days_to) AND events > 0 AND app_id != ''
            AND ({tenant:String} = '' OR tenant = {tenant:String})
    ),
    leading AS
    (
        SELECT tenant, app_id, service, operation_class, source, sum(calls) AS source_calls, sum(errors) AS source_errors,
            sum(bytes_read) AS source_bytes_read, sum(bytes_written) AS source_bytes_written,
            uniqCombinedMergeState(12)(users) AS source_users
        FROM buckets
        GROUP BY tenant, app_id, service, operation_class, source
        ORDER BY source_calls DESC, source
        LIMIT 1 BY tenant, app_id, service, operation_class
    ),
    used AS
    (
        SELECT tenant, app_id, sum(source_calls) AS all_calls, sum(source_errors) AS all_errors,
            sum(source_bytes_read) AS all_bytes_read, sum(source_bytes_written) AS all_bytes_written,
            uniqCombinedMerge(12)(source_users) AS all_users
        FROM leading
        GROUP BY tenant, app_id
    ),
    known AS
    (
        -- Every event has an operation class, so its few values per app tell when the app was seen.
        SELECT tenant, app_id, min(first_at) AS app_first_at, max(last_at) AS app_last_at
        FROM first_seen
        WHERE attribute = 'operation_class' AND ({tenant:String} = '' OR tenant = {tenant:String})
        GROUP BY tenant, app_id
    ),
    named AS
    (
        SELECT tenant, app_id, argMax(value, last_at) AS latest_name
        FROM first_seen
        WHERE attribute = 'app_name' AND ({tenant:String} = '' OR tenant = {tenant:String})
        GROUP BY tenant, app_id
    ),
    alerting AS
    (
        SELECT tenant, app_id, count() AS unresolved
        FROM alerts
        WHERE lower(status) != 'resolved' AND ({tenant:String} = '' OR tenant = {tenant:String})
        GROUP BY tenant, app_id
    )
SELECT
    tenant,
    app_id,
    latest_name AS app_name,
    concat(replaceOne(toString(app_first_at), ' ', 'T'), 'Z') AS first_seen_at,
    concat(replaceOne(toString(app_last_at), ' ', 'T'), 'Z') AS last_seen_at,
    toFloat64(all_calls) AS calls,
    toFloat64(all_errors) AS errors,
    if(all_calls = 0, NULL, all_errors / all_calls) AS error_rate,
    toFloat64(all_bytes_read) AS bytes_read,
    toFloat64(all_bytes_written) AS bytes_written,
    toFloat64(all_users) AS users,
    toFloat64(unresolved) AS open_alerts
FROM known
LEFT JOIN used USING (tenant, app_id)
LEFT JOIN named USING (tenant, app_id)
LEFT JOIN alerting USING (tenant, app_id)
WHERE {search:String} = ''
    OR positionCaseInsensitiveUTF8(latest_name, {search:String}) > 0
    OR positionCaseInsensitiveUTF8(app_id, {search:String}) > 0
ORDER BY
    -- Amounts and times: largest first, what is not known last. Names: by alphabet.
    multiIf(
        {sort:String} = 'calls', toFloat64(all_calls),
        {sort:String} = 'errors', toFloat64(all_errors),
        {sort:String} = 'error_rate', error_rate,
        {sort:String} = 'bytes_read', toFloat64(all_bytes_read),
        {sort:String} = 'bytes_written', toFloat64(all_bytes_written),
        {sort:String} = 'users', toFloat64(all_users),
        {sort:String} = 'open_alerts', toFloat64(unresolved),
        {sort:String} = 'first_seen_at', toFloat64(toUnixTimestamp64Milli(app_first_at)),
        {sort:String} = 'last_seen_at', toFloat64(toUnixTimestamp64Milli(app_last_at)),
        NULL) DESC NULLS LAST,
    if({sort:String} = 'app_name', lowerUTF8(latest_name), ''),
    app_id,
    tenant
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
