CREATE VIEW alert_incidents AS
WITH
    -- What a policy matched lasts as long as the app stays as it is: it belongs to what happened when it began, and does not
    -- tie together whatever happens until it ends. Withdrawn alerts are no part of anything.
    if(detection = 'policy', first_activity_at, last_activity_at) AS reaches_to,
    placed AS
    (
        SELECT *, determination = 'evidence_withdrawn' OR app_id = '' AS stands_alone,
            stands_alone OR first_activity_at > toIntervalDay(1) + max(reaches_to) OVER (PARTITION BY tenant, app_id, stands_alone ORDER BY first_activity_at, uid ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS begins
        FROM alerts
    ),
    numbered AS
    (
        SELECT *, sum(begins) OVER (PARTITION BY tenant, app_id, stands_alone ORDER BY first_activity_at, uid ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS nth
        FROM placed
    )
SELECT * EXCEPT (stands_alone, begins, nth),
    first_value(uid) OVER (PARTITION BY tenant, app_id, stands_alone, nth ORDER BY first_activity_at, uid) AS incident_uid
FROM numbered
COMMENT 'One row is one alert as it stands, with the incident it belongs to: alerts on one app whose activity overlaps, or begins within a day of what came before, whatever raised them. An incident is called by its first alert. A pure function of the alerts.';
