-- One row is one change of what an app may do or of the app itself, the latest first.
SELECT
    h.at AS time,
    if(a.app_id = '', h.app_ref, a.app_id) AS app_id,
    if(f.app_name = '', if(h.item = 'app' AND h.fact.name != '', h.fact.name, app_id), f.app_name) AS app_name,
    toString(h.item) AS item,
    toString(h.state) AS change,
    multiIf(h.item = 'credential', concat(h.fact.credential_kind, ' ', h.fact.name), h.item = 'app', toString(h.fact.status), h.fact.permission) AS what,
    h.fact.user_id AS user_id,
    h.changed_by AS changed_by,
    toString(h.via) AS via
FROM
(
    SELECT at, app_ref, item, state, fact, changed_by, via, key
    FROM inventory_history FINAL
    WHERE tenant = {tenant:String} AND item IN ('app', 'permission', 'credential', 'consent')
        AND at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC') AND at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    ORDER BY at DESC, app_ref, item, key
    LIMIT {limit:UInt32}
) AS h
LEFT JOIN (SELECT alias, app_id FROM app_aliases WHERE tenant = {tenant:String}) AS a ON a.alias = h.app_ref
LEFT JOIN (SELECT app_id, app_name FROM app_facts FINAL WHERE tenant = {tenant:String}) AS f ON f.app_id = if(a.app_id = '', h.app_ref, a.app_id)
ORDER BY time DESC, app_id, item, what, user_id
LIMIT {limit:UInt32}
