-- The alerts that a rule with these patterns would hide (an empty one takes all), the latest first, with what people made
-- of them.
SELECT
    uid, detection, title, severity, status, classification, determination, assignee, app_id, score,
    concat(replaceOne(toString(alerts.first_activity_at), ' ', 'T'), 'Z') AS first_activity_at
FROM alerts
WHERE tenant = {tenant:String}
    AND ({detection:String} = '' OR detection = {detection:String})
    AND ({app_id:String} = '' OR app_id = {app_id:String})
    AND ({source:String} = '' OR source = {source:String})
    AND ({severity:String} = '' OR severity = {severity:String})
    AND ({title:String} = '' OR positionCaseInsensitiveUTF8(title, {title:String}) > 0)
ORDER BY alerts.first_activity_at DESC, uid
LIMIT {limit:UInt32}
