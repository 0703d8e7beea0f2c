-- One row is one tenant that has events or an inventory.
SELECT DISTINCT tenant
FROM
(
    SELECT DISTINCT tenant FROM usage_day
    UNION ALL
    SELECT DISTINCT tenant FROM app_facts
)
ORDER BY tenant
LIMIT {limit:UInt32}
