-- One row is one event of one app, the latest first: what stands behind a number.
SELECT
    e.at AS time,
    kind, app_id, user_id, operation, operation_class, service, resource, outcome, status_code,
    toFloat64(e.bytes_read) AS bytes_read,
    toFloat64(e.bytes_written) AS bytes_written,
    ip, country, user_agent, source, event_id, details
FROM events AS e FINAL
WHERE e.tenant = {tenant:String}
    AND e.at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND e.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    -- The key begins with the minute: without it, whole days would be read.
    AND toStartOfMinute(e.at) >= toStartOfMinute(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AND toStartOfMinute(e.at) < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    AND app_id IN {app_ids:Array(String)}
    AND (empty({services:Array(String)}) OR service IN {services:Array(String)})
ORDER BY e.at DESC, source, event_id
LIMIT {limit:UInt32}
