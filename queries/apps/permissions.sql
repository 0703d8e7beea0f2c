-- One row is one permission of one app as last judged: its level, whether it is in use, and what smaller one would do.
SELECT
    p.permission AS permission,
    p.type AS type,
    p.api AS api,
    p.api_name AS api_name,
    p.level AS level,
    p.use AS use,
    if(p.last_used_at IS NULL, NULL, concat(replaceOne(toString(p.last_used_at), ' ', 'T'), 'Z')) AS last_used_at,
    p.smaller AS smaller,
    p.consent_type AS consent_type,
    toFloat64(p.users) AS users,
    concat(replaceOne(toString(p.granted_at), ' ', 'T'), 'Z') AS granted_at
FROM
(
    SELECT permissions FROM app_facts FINAL WHERE tenant = {tenant:String} AND app_id = {app_id:String}
)
ARRAY JOIN permissions AS p
ORDER BY indexOf(['high', 'medium', 'low'], level) = 0, indexOf(['high', 'medium', 'low'], level), permission, type, api
