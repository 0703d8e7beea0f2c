-- One row is one country, network, user agent, service or kind of operation that an app used for the first time in the span.
SELECT
    app_id,
    attribute,
    value,
    concat(replaceOne(toString(first_seen.first_at), ' ', 'T'), 'Z') AS first_at,
    concat(replaceOne(toString(first_seen.last_at), ' ', 'T'), 'Z') AS last_at
FROM first_seen FINAL
WHERE tenant = {tenant:String} AND attribute != 'app_name'
    AND first_seen.first_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND first_seen.first_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    AND ({app_id:String} = '' OR app_id = {app_id:String})
ORDER BY first_seen.first_at DESC, app_id, attribute, value
LIMIT {limit:UInt32}
