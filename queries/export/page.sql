-- One row is one revision of an alert that a destination has not got yet, oldest first. A revision that was written
-- twice comes once. Read through the projection by_received: one moment to another is one stretch of it.
-- hidden_by: the tuning rule in force, as the view alerts has it, that hides the alert as this revision says it.
WITH rules AS
(
    SELECT tenant, groupArray((name, detection, app_id, source, severity, title)) AS patterns
    FROM
    (
        SELECT tenant, name, state, detection, app_id, source, severity, title, until_at
        FROM tuning_rules
        ORDER BY tenant, name, revision DESC
        LIMIT 1 BY tenant, name
    )
    WHERE state = 'on' AND ifNull(until_at > now64(3, 'UTC'), true)
    GROUP BY tenant
)
SELECT page.*,
    tupleElement(arrayFirst(p -> (p.2 = '' OR p.2 = detection) AND (p.3 = '' OR p.3 = app_id) AND (p.4 = '' OR p.4 = source)
        AND (p.5 = '' OR p.5 = severity) AND (p.6 = '' OR positionCaseInsensitiveUTF8(title, p.6) > 0), rules.patterns), 1) AS hidden_by
FROM
(
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
) AS page
LEFT JOIN rules ON rules.tenant = page.tenant
ORDER BY received_ms, tenant, uid, revision
