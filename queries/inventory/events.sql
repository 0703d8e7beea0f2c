-- Events that change apps, in the order in which they happened: the next ones behind a place.
SELECT source, event_id, toFloat64(toUnixTimestamp64Milli(events.at)) AS at_ms, kind, operation, operation_class, app_id, app_name, user_id,
    resource, details
FROM events FINAL
WHERE tenant = {tenant:String} AND kind IN ('consent', 'credential_change', 'app_change') AND outcome != 'error'
    AND events.at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND events.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    AND received_at >= fromUnixTimestamp64Milli({received_from_ms:Int64}, 'UTC') AND received_at < fromUnixTimestamp64Milli({received_to_ms:Int64}, 'UTC')
    AND (events.at, source, event_id) > (fromUnixTimestamp64Milli({after_ms:Int64}, 'UTC'), {after_source:String}, {after_event:String})
ORDER BY events.at, source, event_id
LIMIT {limit:UInt32}
