-- One row is one calendar month (UTC), service and resource type of a tenant: what all its apps did, in a span of whole
-- days. One act can stand in several feeds: for each app, service and operation class only the source with the most calls
-- of the month counts (of equals the first by name). Bytes are null where no feed gives them.
WITH
    toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')) AS span_to,
    leading AS
    (
        SELECT toStartOfMonth(u.at) AS month_at, app_id, service, operation_class, source, sum(calls) AS all_calls, sum(u.bytes_read) AS all_bytes_read,
            sum(u.bytes_written) AS all_bytes_written
        FROM usage_day AS u FINAL
        WHERE tenant = {tenant:String} AND u.at >= span_from AND u.at < span_to AND events > 0 AND app_id != ''
        GROUP BY month_at, app_id, service, operation_class, source
        ORDER BY all_calls DESC, source
        LIMIT 1 BY month_at, app_id, service, operation_class
    )
SELECT
    toString(month_at) AS month,
    service,
    multiIf(startsWith(operation_class, 'mail.'), 'mail', startsWith(operation_class, 'file.'), 'file', startsWith(operation_class, 'chat.'), 'message',
        startsWith(operation_class, 'record.'), 'record', 'other') AS resource_type,
    toFloat64(sum(all_calls)) AS calls,
    toFloat64(sumIf(all_calls, endsWith(operation_class, '.read'))) AS reads,
    toFloat64(sumIf(all_calls, endsWith(operation_class, '.write') OR endsWith(operation_class, '.send'))) AS writes,
    toFloat64(sum(all_bytes_read)) AS bytes_read,
    toFloat64(sum(all_bytes_written)) AS bytes_written
FROM leading
GROUP BY month_at, service, resource_type
ORDER BY month_at, service, resource_type
