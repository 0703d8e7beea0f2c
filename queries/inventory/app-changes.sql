-- What is known of one app and when it changed, the oldest first: everything up to a moment. is_last marks the newest row
-- of each thing, which is its state then. The app is named by any of its ids.
WITH
    fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC') AS until,
    aliases AS (SELECT alias AS app_ref, app_id FROM app_aliases WHERE tenant = {tenant:String}),
    app AS (SELECT if(count() = 0, {app_id:String}, any(app_id)) AS app_id FROM aliases WHERE app_ref = {app_id:String}),
    refs AS
    (
        SELECT app_ref FROM aliases WHERE app_id IN (SELECT app_id FROM app)
        UNION DISTINCT SELECT app_id FROM app
    ),
    people AS
    (
        SELECT key AS person_id, argMax(fact.user_id, (at, rank)) AS user_id
        FROM inventory_history
        WHERE tenant = {tenant:String} AND item = 'user' AND fact.user_id != ''
        GROUP BY key
    ),
    seen_lists AS
    (
        SELECT list, app_ref, max(at) AS seen_at
        FROM inventory_lists
        WHERE tenant = {tenant:String} AND at <= until AND app_ref IN (SELECT app_ref FROM refs UNION DISTINCT SELECT '')
        GROUP BY list, app_ref
    ),
    offered AS
    (
        SELECT app_ref AS api, key AS permission_id, argMax(fact.permission, (at, rank)) AS permission
        FROM inventory_history
        WHERE tenant = {tenant:String} AND item = 'definition'
        GROUP BY app_ref, key
    ),
    named_apis AS
    (
        SELECT app_ref AS api, argMax(fact.name, (at, rank)) AS api_name
        FROM inventory_history
        WHERE tenant = {tenant:String} AND item = 'app' AND fact.name != ''
        GROUP BY app_ref
    ),
    rows AS
    (
        SELECT item, app_ref, key, at, state, source, via, list, changed_by, fact, hash, imported_at,
            lagInFrame(toNullable(state), 1) OVER earlier AS state_before, lagInFrame(toNullable(hash), 1) OVER earlier AS hash_before,
            row_number() OVER (PARTITION BY item, app_ref, key ORDER BY at DESC) = 1 AS is_last
        FROM inventory_history FINAL
        WHERE tenant = {tenant:String} AND app_ref IN (SELECT app_ref FROM refs) AND at <= until
            AND item IN ('app', 'permission', 'credential', 'consent', 'request', 'role_member')
        WINDOW earlier AS (PARTITION BY item, app_ref, key ORDER BY at)
    )
SELECT
    w.item AS item,
    w.key AS key,
    toFloat64(toUnixTimestamp64Milli(w.at)) AS at_ms,
    toFloat64(toUnixTimestamp64Milli(greatest(w.at, l.seen_at, o.seen_at))) AS seen_ms,
    w.state AS state,
    w.is_last AS is_last,
    ifNull(w.state_before != w.state OR w.hash_before != w.hash, 1) = 1 AS is_change,
    w.source AS source,
    w.via AS via,
    w.changed_by AS changed_by,
    if(w.item = 'app' AND w.fact.app_id = '', (SELECT app_id FROM app), w.fact.app_id) AS app_id,
    w.fact.name AS name,
    w.fact.status AS status,
    w.fact.origin AS origin,
    w.fact.home_tenant AS home_tenant,
    w.fact.multitenant AS multitenant,
    w.fact.publisher AS publisher,
    w.fact.publisher_verified AS publisher_verified,
    w.fact.publisher_domain AS publisher_domain,
    w.fact.certification AS certification,
    if(w.fact.created_at IS NULL, NULL, toFloat64(toUnixTimestamp64Milli(assumeNotNull(w.fact.created_at)))) AS created_ms,
    if(w.fact.expires_at IS NULL, NULL, toFloat64(toUnixTimestamp64Milli(assumeNotNull(w.fact.expires_at)))) AS expires_ms,
    w.fact.reply_urls AS reply_urls,
    w.fact.owners AS owners,
    if(u.user_id = '', w.fact.user_id, u.user_id) AS user_id,
    if(r.app_id = '', w.fact.api, r.app_id) AS api,
    if(w.fact.api_name = '', b.api_name, w.fact.api_name) AS api_name,
    if(w.fact.permission = '', d.permission, w.fact.permission) AS permission,
    w.fact.permission_id AS permission_id,
    w.fact.permission_type AS permission_type,
    w.fact.consent_type AS consent_type,
    w.fact.credential_kind AS credential_kind,
    w.fact.marks AS marks
FROM rows AS w
LEFT JOIN people AS u ON u.person_id = w.fact.user_id
LEFT JOIN aliases AS r ON r.app_ref = w.fact.api
LEFT JOIN named_apis AS b ON b.api = w.fact.api
LEFT JOIN offered AS d ON d.api = w.fact.api AND d.permission_id = w.fact.permission_id
LEFT JOIN (SELECT list, seen_at FROM seen_lists WHERE app_ref = '') AS l ON l.list = w.list
LEFT JOIN (SELECT list, app_ref, seen_at FROM seen_lists WHERE app_ref != '') AS o ON o.list = w.list AND o.app_ref = w.app_ref
ORDER BY w.at, w.item, w.key
