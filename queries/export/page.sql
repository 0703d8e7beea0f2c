-- One row is one revision of an alert that a destination has not got yet, oldest first. A revision that was written
-- twice comes once. Read through the projection by_received: one moment to another is one stretch of it.
SELECT
    toString(reinterpretAsUInt128(sipHash128(toString(tenant), uid, alert_history.revision))) AS key,
    toFloat64(toUnixTimestamp64Milli(alert_history.received_at)) AS received_ms,
    tenant,
    uid,
    toFloat64(alert_history.revision) AS revision,
    toFloat64(toUnixTimestamp64Milli(alert_history.recorded_at)) AS recorded_ms,
    actor,
    action,
    detection,
    reference,
    title,
    severity,
    status,
    classification,
    determination,
    comment,
    source,
    app_id,
    score,
    toFloat64(toUnixTimestamp64Milli(alert_history.first_activity_at)) AS first_activity_ms,
    toFloat64(toUnixTimestamp64Milli(alert_history.last_activity_at)) AS last_activity_ms,
    evidence
FROM alert_history
{{selection.part.sql}}
    AND alert_history.received_at <= fromUnixTimestamp64Milli({page_end_ms:Int64}, 'UTC')
ORDER BY alert_history.received_at, tenant, uid, alert_history.revision
LIMIT 1 BY tenant, uid, alert_history.revision
LIMIT {limit:UInt32}
