-- Where open records stand, by the key of the table, with their size: the next ones behind a place.
SELECT tenant, source, position, reason, toFloat64(length(raw)) AS raw_bytes
FROM quarantine_cases AS q
WHERE state = 'open'
    AND ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({source:String} = '' OR source = {source:String})
    AND ({reason:String} = '' OR reason = {reason:String})
    AND startsWith(position, {position_prefix:String})
    AND (tenant, source, position) > ({after_tenant:String}, {after_source:String}, {after_position:String})
ORDER BY tenant, source, position
LIMIT {limit:UInt32}
