-- One row is one permission with how many apps hold it and how many of them do not use it, as last judged.
SELECT
    p.permission AS permission,
    p.api_name AS api_name,
    toString(p.type) AS type,
    toString(p.level) AS level,
    toFloat64(uniqExact(app_id)) AS apps,
    toFloat64(uniqExactIf(app_id, p.use = 'unused')) AS unused,
    toFloat64(max(p.users)) AS users
FROM (SELECT app_id, permissions FROM app_facts FINAL WHERE tenant = {tenant:String} AND deleted_at IS NULL)
ARRAY JOIN permissions AS p
GROUP BY permission, api_name, type, level
ORDER BY indexOf(['high', 'medium', 'low'], level) = 0, indexOf(['high', 'medium', 'low'], level), apps DESC, permission, type, api_name
LIMIT {limit:UInt32}
