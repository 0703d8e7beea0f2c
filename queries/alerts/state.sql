-- One row is one alert as it stands now, of those whose activity overlaps the span.
SELECT
    tenant,
    uid,
    toFloat64(alerts.revision) AS revision,
    detection,
    reference,
    title,
    severity,
    status,
    classification,
    determination,
    assignee,
    source,
    app_id,
    score,
    toFloat64(toUnixTimestamp64Milli(alerts.first_activity_at)) AS first_activity_ms,
    toFloat64(toUnixTimestamp64Milli(alerts.last_activity_at)) AS last_activity_ms,
    evidence
FROM alerts
WHERE alerts.last_activity_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
    AND alerts.first_activity_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    AND ({tenant:String} = '' OR tenant = {tenant:String})
ORDER BY tenant, app_id, uid
