-- What could not be taken, newest first. The raw record is cut for reading; the whole stands in the table.
SELECT
    tenant,
    source,
    concat(replaceOne(toString(q.received_at), ' ', 'T'), 'Z') AS received_at,
    state,
    reason,
    detail,
    position,
    toFloat64(length(q.raw)) AS raw_bytes,
    toValidUTF8(substring(q.raw, 1, 120)) AS raw_beginning
FROM quarantine_cases AS q
WHERE ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({source:String} = '' OR source = {source:String})
    AND ({reason:String} = '' OR reason = {reason:String})
    AND ({state:String} = '' OR state = {state:String})
    AND startsWith(position, {position_prefix:String})
ORDER BY q.received_at DESC, position
LIMIT {limit:UInt32}
