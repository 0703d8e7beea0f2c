-- One row is what one app did with the mail of one user from one address in the span (the mail hunt of CloudAppEvents).
SELECT
    app_id,
    any(app_name) AS app_name,
    user_id,
    ip,
    operation_class,
    toFloat64(sum(ifNull(e.count, 1))) AS operations,
    toFloat64(uniqExactIf(resource, resource != '')) AS messages,
    toFloat64(sum(ifNull(e.bytes_read, 0))) AS bytes_read,
    groupUniqArray(3)(toString(user_agent)) AS user_agents,
    concat(replaceOne(toString(min(e.at)), ' ', 'T'), 'Z') AS first_at,
    concat(replaceOne(toString(max(e.at)), ' ', 'T'), 'Z') AS last_at
FROM events AS e FINAL
WHERE e.tenant = {tenant:String}
    AND e.at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND e.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    AND ({app_id:String} = '' OR e.app_id = {app_id:String})
    AND operation_class IN ('mail.read', 'mail.search', 'mail.send', 'inbox_rule.write') AND e.app_id != ''
GROUP BY app_id, user_id, ip, operation_class
ORDER BY operations DESC, app_id, user_id, ip, operation_class
LIMIT {limit:UInt32}
