-- The alerts of one incident, in order of time: those that belong together with one alert, and itself.
WITH of_app AS (SELECT app_id FROM alert_history WHERE tenant = {tenant:String} AND uid = {uid:String})
SELECT
    incident_uid,
    uid,
    detection,
    nullIf(toString(i.reference), '') AS reference,
    title,
    severity,
    status,
    concat(replaceOne(toString(i.first_activity_at), ' ', 'T'), 'Z') AS first_activity_at,
    concat(replaceOne(toString(i.last_activity_at), ' ', 'T'), 'Z') AS last_activity_at
FROM
(
    SELECT incident_uid, uid, detection, reference, title, severity, status, first_activity_at, last_activity_at,
        countIf(uid = {uid:String}) OVER (PARTITION BY incident_uid) AS is_asked
    FROM alert_incidents
    WHERE tenant = {tenant:String} AND app_id IN (SELECT app_id FROM of_app)
) AS i
WHERE is_asked > 0
ORDER BY i.first_activity_at, uid
