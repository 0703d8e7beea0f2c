-- One row is one revision of an alert that a destination refused and that no later try has delivered, the latest first.
SELECT
    destination,
    tenant,
    uid,
    toFloat64(export_dead_letters.revision) AS revision,
    toFloat64(toUnixTimestamp64Milli(export_dead_letters.received_at)) AS received_ms,
    answer,
    concat(replaceOne(toString(export_dead_letters.refused_at), ' ', 'T'), 'Z') AS refused_at
FROM export_dead_letters FINAL
WHERE state = 'refused' AND ({destination:String} = '' OR destination = {destination:String})
ORDER BY export_dead_letters.refused_at DESC, destination, tenant, uid, export_dead_letters.revision
LIMIT {limit:UInt32}
