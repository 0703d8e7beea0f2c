-- One row is one app of a tenant as of a moment: known to the inventory, or seen in traffic only. last_used_at is as of now.
WITH
    fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC') AS until,
{{as-of.part.sql}}
    parts AS
    (
        SELECT if(a.app_id = '', p.app_ref, a.app_id) AS app_id, p.key AS part, p.state AS state, p.via AS via, p.changed_at AS changed_at,
            greatest(p.changed_at, l.seen_at, o.seen_at) AS at, p.name AS name, p.status AS status, p.origin AS origin,
            p.publisher AS publisher, p.publisher_verified AS publisher_verified, p.created_at AS created_at, p.marks AS marks
        FROM
        (
            -- What is known of a thing that is gone is what was known of it last.
            SELECT app_ref, key, argMax(state, (at, rank)) AS state, argMax(via, (at, rank)) AS via, argMax(list, (at, rank)) AS list,
                max(inventory_history.at) AS changed_at, argMaxIf(fact.name, (at, rank), inventory_history.state = 'present') AS name,
                argMaxIf(fact.status, (at, rank), inventory_history.state = 'present') AS status, argMaxIf(fact.origin, (at, rank), inventory_history.state = 'present') AS origin,
                argMaxIf(fact.publisher, (at, rank), inventory_history.state = 'present') AS publisher,
                argMaxIf(fact.publisher_verified, (at, rank), inventory_history.state = 'present') AS publisher_verified,
                argMaxIf(fact.created_at, (at, rank), inventory_history.state = 'present') AS created_at, argMaxIf(fact.marks, (at, rank), inventory_history.state = 'present') AS marks
            FROM inventory_history
            WHERE tenant = {tenant:String} AND item = 'app' AND at <= until
            GROUP BY app_ref, key
        ) AS p
        LEFT JOIN aliases AS a ON a.app_ref = p.app_ref
        LEFT JOIN (SELECT list, seen_at FROM seen_lists WHERE app_ref = '') AS l ON l.list = p.list
        LEFT JOIN (SELECT list, app_ref, seen_at FROM seen_lists WHERE app_ref != '') AS o ON o.list = p.list AND o.app_ref = p.app_ref
    ),
    known AS
    (
        SELECT app_id, 1 AS is_known,
            {{stands.part.sql}} AS stands,
            argMaxIf(name, at, name != '') AS name,
            argMaxIf(status, at, status != '' AND state = 'present') AS said_status,
            argMaxIf(origin, at, origin != '') AS said_origin, countIf(part = 'application') > 0 AS is_registered_here,
            argMaxIf(publisher, at, publisher != '') AS publisher,
            maxIf(publisher_verified, isNotNull(publisher_verified)) AS verified, min(created_at) AS created_at,
            max(parts.changed_at) AS changed_at, groupUniqArrayArray(marks) AS marks
        FROM parts
        GROUP BY app_id
    ),
    people AS
    (
        SELECT key AS person_id, argMax(fact.user_id, (at, rank)) AS user_id
        FROM inventory_history
        WHERE tenant = {tenant:String} AND item = 'user' AND fact.user_id != ''
        GROUP BY key
    ),
    held AS
    (
        SELECT if(a.app_id = '', p.app_ref, a.app_id) AS app_id, p.state AS state, p.via AS via,
            greatest(p.at, l.seen_at, o.seen_at) AS at, p.permission_type AS permission_type,
            cityHash64(if(r.app_id = '', p.api, r.app_id), p.permission_type, p.permission) AS permission_hash,
            cityHash64(if(u.user_id = '', p.user_id, u.user_id)) AS person_hash, p.user_id != '' AS is_of_one
        FROM
        (
            SELECT app_ref, key, at, state, via, list, fact.api AS api, fact.permission_type AS permission_type,
                fact.user_id AS user_id, if(fact.permission = '', fact.permission_id, fact.permission) AS permission
            FROM inventory_history
            WHERE tenant = {tenant:String} AND item = 'permission' AND at <= until
            ORDER BY app_ref, key, inventory_history.at DESC, rank DESC
            LIMIT 1 BY app_ref, key
        ) AS p
        LEFT JOIN aliases AS a ON a.app_ref = p.app_ref
        LEFT JOIN aliases AS r ON r.app_ref = p.api
        LEFT JOIN people AS u ON u.person_id = p.user_id
        LEFT JOIN (SELECT list, seen_at FROM seen_lists WHERE app_ref = '') AS l ON l.list = p.list
        LEFT JOIN (SELECT list, app_ref, seen_at FROM seen_lists WHERE app_ref != '') AS o ON o.list = p.list AND o.app_ref = p.app_ref
    ),
    standing AS
    (
        SELECT app_id, permission_hash, person_hash, any(is_of_one) AS is_of_one, any(permission_type) AS permission_type
        FROM held
        GROUP BY app_id, permission_hash, person_hash
        HAVING {{stands.part.sql}}
    ),
    permitted AS
    (
        SELECT app_id, uniqExact(permission_hash) AS permissions, uniqExactIf(person_hash, is_of_one) AS consenting_users,
            countIf(permission_type = 'application') > 0 AS has_application, countIf(permission_type = 'delegated') > 0 AS has_delegated
        FROM standing
        GROUP BY app_id
    ),
    used AS
    (
        SELECT if(a.app_id = '', s.app_id, a.app_id) AS app_id, 1 AS is_used, max(s.last_at) AS last_used_at, min(s.first_at) AS first_used_at
        FROM first_seen AS s
        LEFT JOIN aliases AS a ON a.app_ref = s.app_id
        WHERE s.tenant = {tenant:String} AND s.attribute = 'operation_class' AND s.app_id != ''
        GROUP BY app_id
        HAVING first_used_at <= until
    ),
    named AS
    (
        SELECT app_id, argMax(value, last_at) AS seen_name
        FROM first_seen
        WHERE tenant = {tenant:String} AND attribute = 'app_name'
        GROUP BY app_id
    )
SELECT
    if(k.app_id = '', s.app_id, k.app_id) AS app_id,
    if(k.name = '', n.seen_name, k.name) AS app_name,
    multiIf(k.is_known = 0, 'unknown', k.stands = 0, 'deleted', k.said_status = '', 'unknown', k.said_status) AS status,
    if(k.is_known = 0, 'traffic', if(s.is_used = 1, 'inventory, traffic', 'inventory')) AS seen_in,
    multiIf(k.said_origin != '', k.said_origin, k.is_registered_here = 1, 'internal', 'unknown') AS origin,
    k.publisher AS publisher,
    k.verified AS publisher_verified,
    toFloat64(t.permissions) AS permissions,
    multiIf(t.has_application AND t.has_delegated, 'mixed', t.has_application, 'application', t.has_delegated, 'delegated', 'none') AS permission_type,
    toFloat64(t.consenting_users) AS consenting_users,
    if(s.is_used = 1, concat(replaceOne(toString(s.last_used_at), ' ', 'T'), 'Z'), NULL) AS last_used_at,
    if(k.created_at IS NULL, NULL, concat(replaceOne(toString(k.created_at), ' ', 'T'), 'Z')) AS created_at,
    if(k.is_known = 1, concat(replaceOne(toString(k.changed_at), ' ', 'T'), 'Z'), NULL) AS changed_at,
    k.marks AS marks
FROM known AS k
FULL OUTER JOIN used AS s ON s.app_id = k.app_id
LEFT JOIN permitted AS t ON t.app_id = if(k.app_id = '', s.app_id, k.app_id)
LEFT JOIN named AS n ON n.app_id = if(k.app_id = '', s.app_id, k.app_id)
WHERE {search:String} = ''
    OR positionCaseInsensitiveUTF8(app_name, {search:String}) > 0
    OR positionCaseInsensitiveUTF8(app_id, {search:String}) > 0
ORDER BY lowerUTF8(app_name), app_id
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
