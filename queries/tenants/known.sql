-- One row is one tenant that has apps, at most two: more than one means that the caller has to name the tenant.
SELECT DISTINCT tenant
FROM
(
    SELECT DISTINCT tenant FROM first_seen
    UNION ALL
    SELECT DISTINCT tenant FROM inventory_history WHERE item = 'app'
)
ORDER BY tenant
LIMIT 2
