-- One row is one value of one attribute of one app and when it was first and last seen, the newest first. Those first seen
-- in the span [from_ms, to_ms).
SELECT
    attribute,
    value,
    concat(replaceOne(toString(min(first_seen.first_at)), ' ', 'T'), 'Z') AS first_at,
    concat(replaceOne(toString(max(first_seen.last_at)), ' ', 'T'), 'Z') AS last_at
FROM first_seen
WHERE tenant = {tenant:String} AND app_id IN {app_ids:Array(String)} AND ({attribute:String} = '' OR attribute = {attribute:String})
GROUP BY attribute, value
HAVING min(first_seen.first_at) >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND min(first_seen.first_at) < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
ORDER BY min(first_seen.first_at) DESC, attribute, value
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
