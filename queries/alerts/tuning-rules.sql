-- Rules that hide alerts, as they stand, with how many they hide now.
WITH hidden AS (SELECT hidden_by, count() AS alerts FROM alerts WHERE tenant = {tenant:String} AND hidden_by != '' GROUP BY hidden_by)
SELECT
    r.name AS name, toFloat64(r.revision) AS revision, r.state AS state, r.detection AS detection, r.app_id AS app_id, r.source AS source,
    r.severity AS severity, r.title AS title, r.reason AS reason, r.actor AS changed_by,
    concat(replaceOne(toString(r.recorded_at), ' ', 'T'), 'Z') AS changed_at,
    if(r.until_at IS NULL, NULL, concat(replaceOne(toString(r.until_at), ' ', 'T'), 'Z')) AS until_at,
    toFloat64(h.alerts) AS hides
FROM (SELECT name, revision, state, detection, app_id, source, severity, title, reason, actor, recorded_at, until_at
    FROM tuning_rules WHERE tenant = {tenant:String} ORDER BY name, revision DESC LIMIT 1 BY name) AS r
LEFT JOIN hidden AS h ON h.hidden_by = r.name
ORDER BY name
