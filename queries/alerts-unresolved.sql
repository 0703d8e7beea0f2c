-- One row is one alert of a tenant that is not resolved, the latest activity first.
SELECT
    tenant,
    uid,
    toFloat64(alerts.revision) AS revision,
    detection,
    nullIf(toString(alerts.reference), '') AS reference,
    title,
    severity,
    status,
    classification,
    determination,
    source,
    app_id,
    score,
    concat(replaceOne(toString(alerts.first_activity_at), ' ', 'T'), 'Z') AS first_activity_at,
    concat(replaceOne(toString(alerts.last_activity_at), ' ', 'T'), 'Z') AS last_activity_at,
    concat(replaceOne(toString(alerts.recorded_at), ' ', 'T'), 'Z') AS recorded_at
FROM alerts
WHERE tenant = {tenant:String} AND lower(status) != 'resolved' AND hidden_by = ''
ORDER BY alerts.last_activity_at DESC, uid
LIMIT {limit:UInt32}
