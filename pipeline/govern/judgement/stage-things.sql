-- First stage: what stands of permissions, consents and credentials as of a moment.
INSERT INTO judging_things (run_id, app_id, item, key, api, api_is_known, api_name, type, permission, person, consent_type, began_at, expires_at)
WITH
    fromUnixTimestamp64Milli({now_ms:Int64}, 'UTC') AS until,
{{../../../queries/inventory/as-of.part.sql}}
    people AS
    (
        SELECT key AS person_id, argMax(fact.user_id, (at, rank)) AS user_id
        FROM inventory_history
        WHERE tenant = {tenant:String} AND item = 'user' AND at <= until AND fact.user_id != ''
        GROUP BY key
    ),
    offered AS
    (
        SELECT app_ref AS api, key AS permission_id, argMax(fact.permission, (at, rank)) AS permission
        FROM inventory_history
        WHERE tenant = {tenant:String} AND item = 'definition'
        GROUP BY app_ref, key
    )
SELECT {run_id:String}, app_id, item, key, api, any(api_is_known), any(api_name), type, permission, person,
    argMax(consent_type, at), min(began_at), argMax(expires_at, at)
FROM
(
    SELECT if(a.app_id = '', t.app_ref, a.app_id) AS app_id, t.item AS item, if(t.item = 'credential', t.key, '') AS key,
        if(r.app_id = '', t.api, r.app_id) AS api, r.app_id != '' AS api_is_known, t.api_name AS api_name, t.type AS type,
        multiIf(t.permission != '', t.permission, d.permission != '', d.permission, t.permission_id) AS permission,
        if(u.user_id = '', t.user_id, u.user_id) AS person, t.consent_type AS consent_type,
        ifNull(t.created_at, t.first_at) AS began_at, t.expires_at AS expires_at,
        t.state AS state, t.via AS via, greatest(t.changed_at, l.seen_at, o.seen_at) AS at
    FROM
    (
        SELECT item, app_ref, key, state, via, list, inventory_history.at AS changed_at, inventory_history.at AS first_at, fact.api AS api, fact.api_name AS api_name,
            fact.permission_type AS type, fact.permission AS permission, fact.permission_id AS permission_id, fact.user_id AS user_id,
            fact.consent_type AS consent_type, fact.created_at AS created_at, fact.expires_at AS expires_at
        FROM inventory_history
        WHERE tenant = {tenant:String} AND item IN ('permission', 'consent', 'credential') AND at <= until
        ORDER BY item, app_ref, key, inventory_history.at DESC, rank DESC
        LIMIT 1 BY item, app_ref, key
    ) AS t
    LEFT JOIN aliases AS a ON a.app_ref = t.app_ref
    LEFT JOIN aliases AS r ON r.app_ref = t.api
    LEFT JOIN people AS u ON u.person_id = t.user_id
    LEFT JOIN offered AS d ON d.api = t.api AND d.permission_id = t.permission_id
    LEFT JOIN (SELECT list, seen_at FROM seen_lists WHERE app_ref = '') AS l ON l.list = t.list
    LEFT JOIN (SELECT list, app_ref, seen_at FROM seen_lists WHERE app_ref != '') AS o ON o.list = t.list AND o.app_ref = t.app_ref
)
GROUP BY app_id, item, key, api, type, permission, person
HAVING {{../../../queries/inventory/stands.part.sql}}
