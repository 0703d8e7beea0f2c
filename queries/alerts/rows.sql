-- The events behind an alert: what its app did in a span, under any of its ids.
SELECT
    concat(replaceOne(toString(events.at), ' ', 'T'), 'Z') AS at,
    source, event_id, kind, user_id, operation, operation_class, service, resource, outcome, ip, country, user_agent,
    toFloat64(ifNull(events.bytes_read, 0)) AS bytes_read
FROM events FINAL
WHERE tenant = {tenant:String}
    AND app_id IN (SELECT {app_id:String} UNION DISTINCT SELECT alias FROM app_aliases WHERE tenant = {tenant:String} AND app_aliases.app_id = {app_id:String})
    AND ({source:String} = '' OR source = {source:String})
    AND events.at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND events.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
ORDER BY events.at, source, event_id
LIMIT {limit:UInt32}
