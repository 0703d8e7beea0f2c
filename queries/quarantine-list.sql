-- What could not be taken, newest first. The raw record is cut for reading; the whole stands in the table.
SELECT
    tenant,
    source,
    concat(replaceOne(toString(quarantine.received_at), ' ', 'T'), 'Z') AS received_at,
    reason,
    detail,
    position,
    toFloat64(length(quarantine.raw)) AS raw_bytes,
    toValidUTF8(substring(quarantine.raw, 1, 120)) AS raw_beginning
FROM quarantine FINAL
WHERE ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({source:String} = '' OR source = {source:String})
ORDER BY quarantine.received_at DESC, position
LIMIT {limit:UInt32}
