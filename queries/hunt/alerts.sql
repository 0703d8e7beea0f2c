-- One row is one alert as it stands (AlertInfo), the latest activity first.
SELECT
    uid,
    concat(replaceOne(toString(alerts.first_activity_at), ' ', 'T'), 'Z') AS first_activity_at,
    concat(replaceOne(toString(alerts.last_activity_at), ' ', 'T'), 'Z') AS last_activity_at,
    title,
    severity,
    detection,
    'App Governance' AS detection_source,
    status,
    classification,
    determination,
    source,
    app_id,
    score
FROM alerts
WHERE tenant = {tenant:String}
    AND alerts.last_activity_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
    AND alerts.first_activity_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    AND ({app_id:String} = '' OR app_id = {app_id:String})
ORDER BY alerts.last_activity_at DESC, uid
LIMIT {limit:UInt32}
