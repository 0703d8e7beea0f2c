-- One row is one event of one app, the latest first: what stands behind a number. The hours of usage tell from when on there
-- are enough of them, so that a long span does not cost a walk over all events of the tenant.
WITH
    toStartOfHour(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')) AS span_from,
    fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC') AS span_to,
    (
        SELECT min(hour)
        FROM
        (
            SELECT u.at AS hour, sum(u.events) AS in_hour, sum(in_hour) OVER (ORDER BY hour DESC) - in_hour AS later
            FROM usage_hour AS u FINAL
            WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND u.at >= span_from AND u.at < span_to AND u.events > 0
                AND (empty({services:Array(String)}) OR service IN {services:Array(String)})
            GROUP BY hour
        )
        WHERE later < {limit:UInt32}
    ) AS enough_from
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
    AND toStartOfMinute(e.at) >= greatest(toDateTime(span_from, 'UTC'), ifNull(enough_from, toDateTime(0, 'UTC'))) AND toStartOfMinute(e.at) < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    AND app_id IN {app_ids:Array(String)}
    AND (empty({services:Array(String)}) OR service IN {services:Array(String)})
ORDER BY e.at DESC, source, event_id
LIMIT {limit:UInt32}
