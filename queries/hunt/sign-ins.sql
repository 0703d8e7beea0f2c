-- One row is how one app signed in from one address with one result in the span (EntraIdSpnSignInEvents).
SELECT
    app_id,
    any(app_name) AS app_name,
    ip,
    any(country) AS country,
    outcome,
    toFloat64(ifNull(status_code, 0)) AS status_code,
    toFloat64(sum(ifNull(e.count, 1))) AS sign_ins,
    concat(replaceOne(toString(min(e.at)), ' ', 'T'), 'Z') AS first_at,
    concat(replaceOne(toString(max(e.at)), ' ', 'T'), 'Z') AS last_at
FROM events AS e FINAL
WHERE e.tenant = {tenant:String}
    AND e.at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND e.at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    AND ({app_id:String} = '' OR e.app_id = {app_id:String})
    AND kind = 'sign_in' AND e.app_id != ''
GROUP BY app_id, ip, outcome, status_code
ORDER BY sign_ins DESC, app_id, ip
LIMIT {limit:UInt32}
