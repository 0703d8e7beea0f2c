-- One row is one calendar month (UTC), service and resource type of a tenant: what all its apps did, in a span of whole
-- days. One act can stand in several feeds: of each app, service and operation class only the feed with the most calls of
-- the day counts (of equals the first by name). Bytes are null where no feed gives them.
SELECT
    toString(toStartOfMonth(v.at)) AS month,
    toString(v.service) AS service,
    multiIf(startsWith(value, 'mail.'), 'mail', startsWith(value, 'file.'), 'file', startsWith(value, 'chat.'), 'message',
        startsWith(value, 'record.'), 'record', 'other') AS resource_type,
    toFloat64(sum(v.calls)) AS calls,
    toFloat64(sumIf(v.calls, endsWith(value, '.read'))) AS reads,
    toFloat64(sumIf(v.calls, endsWith(value, '.write') OR endsWith(value, '.send'))) AS writes,
    toFloat64(sum(v.bytes_read)) AS bytes_read,
    toFloat64(sum(v.bytes_written)) AS bytes_written
FROM usage_values AS v FINAL
WHERE tenant = {tenant:String} AND attribute = 'operation_class' AND app_id = '' AND events > 0
    AND v.at >= toDateTime(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AND v.at < toDateTime(fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC'))
GROUP BY toStartOfMonth(v.at), service, resource_type
ORDER BY month, service, resource_type
