-- What apps call themselves in events; where they never did, what the inventory calls them.
SELECT tenant, app_id, argMax(name, (rank, at)) AS app_name
FROM
(
    SELECT tenant, app_id, value AS name, 1 AS rank, first_seen.last_at AS at
    FROM first_seen
    WHERE attribute = 'app_name' AND app_id IN {app_ids:Array(String)}
    UNION ALL
    SELECT tenant, fact.app_id AS app_id, fact.name AS name, 0 AS rank, inventory_history.at AS at
    FROM inventory_history
    WHERE item = 'app' AND fact.app_id IN {app_ids:Array(String)} AND fact.name != ''
)
GROUP BY tenant, app_id
