-- One row is one alert as it stands now, the latest activity first. An empty filter takes all, the status `unresolved`
-- all that are not resolved; of the span [from_ms, to_ms) an alert belongs to the answer when its activity overlaps it.
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
    assignee,
    hidden_by,
    incident_uid,
    source,
    app_id,
    score,
    concat(replaceOne(toString(alerts.first_activity_at), ' ', 'T'), 'Z') AS first_activity_at,
    concat(replaceOne(toString(alerts.last_activity_at), ' ', 'T'), 'Z') AS last_activity_at,
    concat(replaceOne(toString(alerts.recorded_at), ' ', 'T'), 'Z') AS recorded_at
FROM alert_incidents AS alerts
WHERE ({tenant:String} = '' OR tenant = {tenant:String})
    AND ({status:String} = '' OR lower(status) = lower({status:String}) OR (lower({status:String}) = 'unresolved' AND lower(status) != 'resolved'))
    AND ({severity:String} = '' OR lower(severity) = lower({severity:String}))
    AND ({detection:String} = '' OR detection = {detection:String})
    AND ({app_id:String} = '' OR app_id = {app_id:String})
    AND ({classification:String} = '' OR classification = {classification:String})
    AND ({assignee:String} = '' OR assignee = {assignee:String})
    AND ({hidden:UInt8} = 1 OR hidden_by = '')
    AND alerts.last_activity_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
    AND alerts.first_activity_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
ORDER BY alerts.last_activity_at DESC, uid, tenant
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
