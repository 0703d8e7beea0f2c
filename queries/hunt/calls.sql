-- One row is one call of an app, the latest first (GraphApiAuditEvents, with the user agent).
SELECT
    concat(replaceOne(toString(e.at), ' ', 'T'), 'Z') AS at,
    source,
    event_id,
    app_id,
    app_name,
    user_id,
    actor_type,
    operation,
    operation_class,
    service,
    resource,
    outcome,
    toFloat64(ifNull(status_code, 0)) AS status_code,
    toFloat64(ifNull(bytes_read, 0)) AS bytes_read,
    ip,
    country,
    user_agent
FROM events AS e FINAL
WHERE e.tenant = {tenant:String}
    AND e.at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND e.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    AND ({app_id:String} = '' OR e.app_id = {app_id:String})
    AND kind IN ('api_call', 'data_transfer')
ORDER BY e.at DESC, source, event_id
LIMIT {limit:UInt32}
