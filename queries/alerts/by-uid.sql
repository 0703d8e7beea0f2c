-- One row is one revision of one alert, the newest first: the first row is the alert as it stands, the rest its history.
-- Without FINAL: a revision that was written twice is the same row twice.
SELECT
    tenant,
    uid,
    toFloat64(alert_history.revision) AS revision,
    actor,
    action,
    detection,
    nullIf(toString(alert_history.reference), '') AS reference,
    title,
    severity,
    status,
    classification,
    determination,
    comment,
    assignee,
    source,
    app_id,
    score,
    concat(replaceOne(toString(alert_history.first_activity_at), ' ', 'T'), 'Z') AS first_activity_at,
    concat(replaceOne(toString(alert_history.last_activity_at), ' ', 'T'), 'Z') AS last_activity_at,
    concat(replaceOne(toString(alert_history.recorded_at), ' ', 'T'), 'Z') AS recorded_at,
    evidence
FROM alert_history
WHERE uid = {uid:String} AND ({tenant:String} = '' OR tenant = {tenant:String})
ORDER BY tenant, alert_history.revision DESC
LIMIT 1 BY tenant, alert_history.revision
LIMIT {limit:UInt32}
