SELECT
    tenant,
    app_id,
    argMax(value, first_seen.last_at) AS app_name
FROM first_seen FINAL
WHERE attribute = 'app_name' AND app_id IN {app_ids:Array(String)}
GROUP BY tenant, app_id
