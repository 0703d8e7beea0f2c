-- Alerts like one: of the same detection or on the same app, those that are both first, then the latest; with what people
-- made of them.
WITH one AS (SELECT detection, app_id FROM alerts WHERE uid = {uid:String} AND tenant = {tenant:String})
SELECT
    uid, detection, title, severity, status, classification, determination, assignee, app_id, score,
    concat(replaceOne(toString(alerts.first_activity_at), ' ', 'T'), 'Z') AS first_activity_at,
    (app_id, detection) IN (SELECT app_id, detection FROM one) AS is_same
FROM alerts
WHERE tenant = {tenant:String} AND uid != {uid:String}
    AND (detection IN (SELECT detection FROM one) OR (app_id != '' AND app_id IN (SELECT app_id FROM one)))
ORDER BY is_same DESC, alerts.first_activity_at DESC, uid
LIMIT {limit:UInt32}
